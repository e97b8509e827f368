package cn.mejene.notifications.sms;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/** Sends text messages through Tencent Cloud ({@code SendSms} of 2021-01-11). Thread-safe. */
public final class TencentSms implements Provider {
    private static final String NAME = "tencent";

    private final WebClient client;
    private final TencentSmsConfig config;
    private final InstantSource clock;
    private final Tc3Signer signer;

    public TencentSms(Outbound outbound, TencentSmsConfig config, InstantSource clock) {
        this.client = outbound.toThirdParty(
                "sms-provider-tencent",
                List.of("phone", "templateValues"),
                config.endpoint(),
                new WebClientOptions().setUserAgentEnabled(false).setConnectTimeout((int)
                        config.timeout().toMillis()));
        this.config = config;
        this.clock = clock;
        this.signer = new Tc3Signer(config.secretId(), config.secretKey(), "sms");
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
        var body = new JsonObject()
                .put("PhoneNumberSet", JsonArray.of(message.to()))
                .put("SmsSdkAppId", config.sdkAppId())
                .put("SignName", config.signName())
                .put("TemplateId", template)
                .put("TemplateParamSet", new JsonArray(List.copyOf(new TreeMap<>(message.values()).values())))
                .put("SessionContext", message.key())
                .toBuffer();
        var at = clock.instant();
        var host = Endpoints.authority(config.endpoint());
        return client.postAbs(config.endpoint().resolve("/").toString())
                .timeout(config.timeout().toMillis())
                .putHeader("content-type", Tc3Signer.CONTENT_TYPE)
                .putHeader("host", host)
                .putHeader("x-tc-action", "SendSms")
                .putHeader("x-tc-version", "2021-01-11")
                .putHeader("x-tc-region", config.region())
                .putHeader("x-tc-timestamp", Long.toString(at.getEpochSecond()))
                .putHeader("authorization", signer.authorization(host, body.getBytes(), at))
                .sendBuffer(body)
                .map(TencentSms::outcome)
                .otherwise(Outcome.unanswered("no-answer"));
    }

    /** The codes alone; messages may quote the number. */
    private static Outcome outcome(HttpResponse<Buffer> response) {
        if (response.statusCode() >= 500) {
            return Outcome.failed("http-" + response.statusCode());
        }
        var answer = response.bodyAsJsonObject().getJsonObject("Response");
        var error = answer.getJsonObject("Error");
        if (error != null) {
            var code = error.getString("Code");
            return code.startsWith("InternalError") || code.startsWith("RequestLimitExceeded")
                    ? Outcome.failed(code)
                    : Outcome.refused(code);
        }
        var status = answer.getJsonArray("SendStatusSet").getJsonObject(0);
        var code = status.getString("Code");
        if (code.equals("Ok")) {
            return Outcome.taken(status.getString("SerialNo"));
        }
        return code.startsWith("InternalError") ? Outcome.failed(code) : Outcome.refused(code);
    }
}
