package cn.mejene.membership.carrier;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.outbound.Outbound;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders parcels from SF Express (fengqiao). A parcel that the carrier knows already is asked for by its id, so that an
 * order whose answer was lost is not made twice. Neither what is sent nor what is answered is logged. Virtual threads only.
 */
public final class SfOrders {
    private static final Logger LOG = LoggerFactory.getLogger(SfOrders.class);
    private static final String ORDER = "EXP_RECE_CREATE_ORDER";
    private static final String SEARCH = "EXP_RECE_SEARCH_ORDER_RESP";
    private static final String TAKEN = "S0000";
    private static final String KNOWN = "8016";
    private static final int SENDER = 1;
    private static final int RECIPIENT = 2;

    private final WebClient client;
    private final SfConfig config;
    private final InstantSource clock;

    public SfOrders(Outbound outbound, SfConfig config, InstantSource clock) {
        this.client = outbound.toThirdParty(
                "carriers",
                List.of("recipient", "phone", "address", "parcelId"),
                config.endpoint(),
                new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
        this.clock = clock;
    }

    /** The number under which the carrier takes the parcel. */
    public String order(Carrier.Parcel parcel) {
        var taken = ask(ORDER, wanted(parcel));
        if (KNOWN.equals(taken.getString("errorCode"))) {
            taken = ask(SEARCH, new JsonObject().put("orderId", parcel.id()).put("searchType", "1"));
        }
        if (!TAKEN.equals(taken.getString("errorCode"))) {
            LOG.atWarn().addKeyValue("code", taken.getString("errorCode")).log("SF Express refuses a parcel");
            throw Problem.of(422, "carrier-refused", "The carrier does not take this parcel as it is addressed.");
        }
        return number(taken);
    }

    private JsonObject wanted(Carrier.Parcel parcel) {
        var sender = config.sender();
        var contacts = new JsonArray()
                .add(contact(SENDER, sender.contact(), sender.phone(), sender.address()))
                .add(contact(RECIPIENT, parcel.recipient(), parcel.phone(), parcel.address()));
        return new JsonObject()
                .put("language", "zh-CN")
                .put("orderId", parcel.id())
                .put("monthlyCard", config.monthlyCard())
                .put("payMethod", 1)
                .put("expressTypeId", 1)
                .put("cargoDetails", new JsonArray().add(new JsonObject().put("name", "定制商品")))
                .put("contactInfoList", contacts);
    }

    private static JsonObject contact(int type, String name, String phone, String address) {
        return new JsonObject()
                .put("contactType", type)
                .put("contact", name)
                .put("mobile", phone)
                .put("country", "CN")
                .put("address", address);
    }

    private JsonObject ask(String service, JsonObject data) {
        var text = data.encode();
        var timestamp = Long.toString(clock.millis());
        var form = MultiMap.caseInsensitiveMultiMap()
                .add("partnerID", config.partnerId())
                .add("requestID", UUID.randomUUID().toString())
                .add("serviceCode", service)
                .add("timestamp", timestamp)
                .add(
                        "msgDigest",
                        Base64.getEncoder().encodeToString(SfExpress.digest(text, timestamp, config.checkWord())))
                .add("msgData", text);
        return told(client.postAbs(config.endpoint().toString())
                .timeout(config.timeout().toMillis())
                .sendForm(form));
    }

    private static JsonObject told(Future<HttpResponse<Buffer>> sent) {
        try {
            var answer = sent.await().bodyAsJsonObject();
            if (answer != null && "A1000".equals(answer.getString("apiResultCode"))) {
                return new JsonObject(answer.getString("apiResultData"));
            }
            throw away(answer == null ? "empty" : String.valueOf(answer.getString("apiResultCode")));
        } catch (Problem problem) {
            throw problem;
        } catch (DecodeException | ClassCastException malformed) {
            throw away("malformed");
        } catch (Exception failure) {
            // Also a checked one: what is awaited throws whatever the client failed with.
            throw away(failure.getClass().getSimpleName());
        }
    }

    private static String number(JsonObject taken) {
        try {
            return taken.getJsonObject("msgData")
                    .getJsonArray("waybillNoInfoList")
                    .getJsonObject(0)
                    .getString("waybillNo");
        } catch (NullPointerException | IndexOutOfBoundsException | ClassCastException malformed) {
            throw away("malformed");
        }
    }

    private static Problem away(String cause) {
        LOG.atWarn().addKeyValue("cause", cause).log("SF Express does not answer");
        return Problem.of(
                        503,
                        "carrier-unavailable",
                        "The carrier cannot be asked now; try again, nothing is sent twice.")
                .header("Retry-After", "5");
    }
}
