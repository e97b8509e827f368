package cn.mejene.notifications.sms;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.kernel.outbound.Outbound;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends text messages through Alibaba Cloud ({@code SendSms} of dysmsapi 2017-05-25). The number travels in the body,
 * never in an address. Virtual threads only; it sends once and repeats nothing.
 */
public final class AliyunSmsSender implements MessagePort {
    private static final Logger LOG = LoggerFactory.getLogger(AliyunSmsSender.class);
    private static final String MAINLAND = "+86";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int NONCE_BYTES = 16;

    private final WebClient client;
    private final SmsConfig config;
    private final InstantSource clock;
    private final Acs3Signer signer;
    private final SecureRandom random = new SecureRandom();

    public AliyunSmsSender(Outbound outbound, SmsConfig config, InstantSource clock) {
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

    /**
     * Sends one text.
     *
     * @throws Problem 503 {@code message-not-sent} when the provider refuses it or does not answer in time; in the
     *     latter case it may still arrive
     */
    @Override
    public void send(Message message) {
        var template = config.templates().get(message.template());
        if (message.channel() != Channel.SMS || template == null) {
            throw new IllegalStateException("there is no text message " + message);
        }
        var body = Buffer.buffer(form(message, template));
        var code = code(answer(body));
        if (!code.equals("OK")) {
            LOG.atWarn()
                    .addKeyValue("template", message.template())
                    .addKeyValue("code", code)
                    .log("text message refused by the provider");
            throw notSent();
        }
    }

    private HttpResponse<Buffer> answer(Buffer body) {
        var headers = signed(body);
        var request = client.postAbs(config.endpoint().resolve("/").toString())
                .timeout(config.timeout().toMillis());
        headers.forEach(request::putHeader);
        try {
            return request.sendBuffer(body).await();
        } catch (Exception e) {
            // Also a checked one: what is awaited throws whatever the client failed with.
            LOG.atWarn()
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("text message provider does not answer");
            throw notSent();
        }
    }

    private String form(Message message, String template) {
        return Acs3Signer.form(Map.of(
                "PhoneNumbers", number(message.to()),
                "SignName", config.signName(),
                "TemplateCode", template,
                "TemplateParam", Json.text(message.values())));
    }

    /** Mainland numbers go without country code, all others with it; neither with a plus. */
    static String number(String e164) {
        return e164.startsWith(MAINLAND) ? e164.substring(MAINLAND.length()) : e164.substring(1);
    }

    private Map<String, String> signed(Buffer body) {
        var hash = Acs3Signer.sha256(body.getBytes());
        var headers = new TreeMap<String, String>();
        headers.put("content-type", FORM);
        headers.put("host", config.authority());
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
    private static String code(HttpResponse<Buffer> response) {
        try {
            var body = response.body();
            return body == null
                    ? "none"
                    : new JsonObject(body.toString(StandardCharsets.UTF_8)).getString("Code", "none");
        } catch (RuntimeException e) {
            return "malformed";
        }
    }

    private static Problem notSent() {
        return Problem.of(503, "message-not-sent", "The message could not be sent; try again.")
                .header("Retry-After", "5");
    }
}
