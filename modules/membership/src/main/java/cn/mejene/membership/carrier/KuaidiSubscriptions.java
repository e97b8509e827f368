package cn.mejene.membership.carrier;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.outbound.Outbound;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes parcels with Kuaidi100 ({@code poll}). It learns the parcel's number and where to tell of it, nothing of a
 * person; which carrier has the number it finds out itself. Neither what is sent nor what is answered is logged. Virtual
 * threads only.
 */
public final class KuaidiSubscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(KuaidiSubscriptions.class);
    private static final String TAKEN = "200";
    private static final String KNOWN = "501";
    /** The number or what goes with it is refused; asked again it would be refused again. */
    private static final Set<String> REFUSED = Set.of("700", "701", "702");

    private final WebClient client;
    private final KuaidiConfig config;

    public KuaidiSubscriptions(Outbound outbound, KuaidiConfig config) {
        this.client = outbound.toThirdParty(
                "parcel-tracking",
                List.of("parcelNumber"),
                config.endpoint(),
                new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
    }

    /**
     * Asks to be told of a parcel.
     *
     * @param secret the last part of the address that is told, and the salt of its signatures
     */
    void subscribe(String number, String secret) {
        var code = ask(wanted(number, secret).encode());
        if (REFUSED.contains(code)) {
            LOG.atWarn().addKeyValue("code", code).log("Kuaidi100 refuses a parcel");
            throw Problem.of(422, "carrier-refused", "Kuaidi100 does not follow this parcel.");
        }
        if (!code.equals(TAKEN) && !code.equals(KNOWN)) {
            throw away("code-" + code);
        }
    }

    private JsonObject wanted(String number, String secret) {
        var parameters = new JsonObject()
                .put(
                        "callbackurl",
                        config.publicUrl()
                                .resolve("/v1/webhooks/logistics/kuaidi100/" + secret)
                                .toString())
                .put("salt", secret)
                .put("resultv2", "4")
                .put("autoCom", "1");
        return new JsonObject()
                .put("company", "")
                .put("number", number)
                .put("key", config.key().value())
                .put("parameters", parameters);
    }

    private String ask(String param) {
        var form = MultiMap.caseInsensitiveMultiMap().add("schema", "json").add("param", param);
        try {
            var answer = client.postAbs(config.endpoint().toString())
                    .timeout(config.timeout().toMillis())
                    .sendForm(form)
                    .await()
                    .bodyAsJsonObject();
            return answer == null ? "empty" : String.valueOf(answer.getString("returnCode"));
        } catch (Exception failure) {
            throw away(failure.getClass().getSimpleName());
        }
    }

    private static Problem away(String cause) {
        LOG.atWarn().addKeyValue("cause", cause).log("Kuaidi100 does not answer");
        return Problem.of(
                        503,
                        "carrier-unavailable",
                        "The carrier cannot be asked now; try again, nothing is sent twice.")
                .header("Retry-After", "5");
    }
}
