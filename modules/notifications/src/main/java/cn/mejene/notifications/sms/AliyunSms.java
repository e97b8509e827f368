package cn.mejene.notifications.sms;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends text messages through Alibaba Cloud ({@code SendSms} of dysmsapi 2017-05-25). The number travels in the body,
 * never in an address; receipts name the message by the key it was sent under. Thread-safe.
 */
public final class AliyunSms implements Provider {
    private static final String NAME = "aliyun";
    private static final String MAINLAND = "+86";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int NONCE_BYTES = 16;

    private final WebClient client;
    private final AliyunSmsConfig config;
    private final InstantSource clock;
    private final Acs3Signer signer;
    private final SecureRandom random = new SecureRandom();

    public AliyunSms(Outbound outbound, AliyunSmsConfig config, InstantSource clock) {
        this.client = outbound.toThirdParty(
                "sms-provider",
                List.of("phone", "templateValues"),
                config.endpoint(),
                new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
        this.clock = clock;
        this.signer = new Acs3Signer(config.accessKeyId(), config.accessKeySecret());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognisesRepeats() {
        return false;
    }

    @Override
    public Future<Outcome> send(Outgoing message) {
        var template = config.templates().get(message.template());
        if (template == null) {
            return Future.succeededFuture(Outcome.refused("no-template"));
        }
        var body = Buffer.buffer(form(message, template));
        var request = client.postAbs(config.endpoint().resolve("/").toString())
                .timeout(config.timeout().toMillis());
        signed(body).forEach(request::putHeader);
        return request.sendBuffer(body).map(AliyunSms::outcome).otherwise(Outcome.unanswered("no-answer"));
    }

    private String form(Outgoing message, String template) {
        return Acs3Signer.form(Map.of(
                "PhoneNumbers", number(message.to()),
                "SignName", config.signName(),
                "TemplateCode", template,
                "TemplateParam", Json.text(message.values()),
                "OutId", message.key()));
    }

    /** Mainland numbers go without country code, all others with it; neither with a plus. */
    static String number(String e164) {
        return e164.startsWith(MAINLAND) ? e164.substring(MAINLAND.length()) : e164.substring(1);
    }

    private Map<String, String> signed(Buffer body) {
        var hash = Acs3Signer.sha256(body.getBytes());
        var headers = new TreeMap<String, String>();
        headers.put("content-type", FORM);
        headers.put("host", Endpoints.authority(config.endpoint()));
        headers.put("x-acs-action", "SendSms");
        headers.put("x-acs-content-sha256", hash);
        headers.put(
                "x-acs-date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        headers.put("x-acs-signature-nonce", nonce());
        headers.put("x-acs-version", "2017-05-25");
        var request = new Acs3Signer.Request("POST", "/", new TreeMap<>(), new TreeMap<>(headers), hash);
        headers.put("authorization", signer.authorization(request));
        return headers;
    }

    private String nonce() {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The provider's {@code Code}; its message is not used, since it may quote the number. */
    private static Outcome outcome(HttpResponse<Buffer> response) {
        if (response.statusCode() >= 500) {
            return Outcome.failed("http-" + response.statusCode());
        }
        var answer = response.bodyAsJsonObject();
        var code = answer.getString("Code");
        if (code.equals("OK")) {
            return Outcome.taken(answer.getString("BizId"));
        }
        return code.startsWith("isp.") || code.startsWith("Throttling") || code.startsWith("InternalError")
                ? Outcome.failed(code)
                : Outcome.refused(code);
    }
}
