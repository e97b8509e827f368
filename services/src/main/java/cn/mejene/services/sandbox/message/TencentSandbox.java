package cn.mejene.services.sandbox.message;

import cn.mejene.services.sandbox.Faults;
import cn.mejene.services.sandbox.SentMessage;
import cn.mejene.services.sandbox.SentMessages;
import cn.mejene.services.sandbox.Stand;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tencent Cloud's {@code SendSms} (2021-01-11) at {@code POST /}, for requests that name it in {@code X-TC-Action}; the
 * signature is checked. Confined to the event loop.
 */
public final class TencentSandbox implements Stand {
    private static final long SLOW_MILLIS = 3_000;
    private static final String MAC = "HmacSHA256";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    /** What each template says, and what its only value is called, if it has one. */
    private static final Map<String, String[]> TEMPLATES = new TreeMap<>(Map.of(
            "2000001", new String[] {"code", "您的登录验证码为{1}，请勿告知他人。"},
            "2000002", new String[] {"code", "您正在进行敏感操作，验证码为{1}，请勿告知他人。"},
            "2000003", new String[] {"code", "您正在为未成年人作出监护人同意，验证码为{1}，请勿告知他人。"},
            "2000004", new String[] {"code", "您正在更换手机号码，验证码为{1}，请勿告知他人。"},
            "2000005", new String[] {"title", "{1}，详情请打开应用查看。拒收请回复R"},
            "2000008", new String[] {"title", "{1}，详情请登录应用，在“消息”中查看。"},
            "2000009", new String[] {"title", "您监护的未成年人收到通知：{1}，请与其一同登录应用，在“消息”中查看。"},
            "2000006", new String[] {"none", "您的账户已更换手机号码，本号码不再用于登录。如非本人操作，请立即联系客服。"},
            "2000007", new String[] {"code", "您联系了客服，请将验证码{1}告知客服人员以核实身份；如非本人操作请忽略。"}));

    private final String secret;
    private final SentMessages sent;
    private final Faults faults;

    /** @param secret of the key {@code sandbox} */
    public TencentSandbox(String secret, SentMessages sent, Faults faults) {
        this.secret = secret;
        this.sent = sent;
        this.faults = faults;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        router.post("/").handler(context -> serve(vertx, context));
    }

    private void serve(Vertx vertx, RoutingContext context) {
        var body = context.body().buffer();
        if (!isSigned(context, body)) {
            answer(context, error("AuthFailure.SignatureFailure"));
            return;
        }
        var request = body.toJsonObject();
        switch (faults.next("tencent")) {
            case ERROR -> answer(context, error("InternalError"));
            case REFUSE -> answer(context, status("LimitExceeded.PhoneNumberDailyLimit", ""));
            case SILENT -> take(context, request);
            case SLOW -> {
                var taken = take(context, request);
                vertx.setTimer(SLOW_MILLIS, _ -> answer(context, taken));
            }
            case NONE -> answer(context, take(context, request));
        }
    }

    private JsonObject take(RoutingContext context, JsonObject request) {
        var template = TEMPLATES.get(request.getString("TemplateId"));
        if (template == null) {
            return status("FailedOperation.TemplateIncorrectOrUnapproved", "");
        }
        var values = request.getJsonArray("TemplateParamSet");
        var value = values.isEmpty() ? "" : values.getString(0);
        var to = request.getJsonArray("PhoneNumberSet").getString(0);
        var at = Instant.ofEpochSecond(Long.parseLong(context.request().getHeader("x-tc-timestamp")));
        sent.add(new SentMessage(
                "sms",
                to,
                request.getString("TemplateId"),
                "【" + request.getString("SignName") + "】" + template[1].replace("{1}", value),
                Map.of(template[0], value),
                at));
        return status("Ok", UUID.randomUUID().toString());
    }

    private static JsonObject status(String code, String serial) {
        var one = new JsonObject().put("Code", code).put("Message", code).put("SerialNo", serial);
        return new JsonObject().put("SendStatusSet", JsonArray.of(one));
    }

    private static JsonObject error(String code) {
        return new JsonObject().put("Error", new JsonObject().put("Code", code).put("Message", code));
    }

    private static void answer(RoutingContext context, JsonObject response) {
        context.json(new JsonObject()
                .put("Response", response.put("RequestId", UUID.randomUUID().toString())));
    }

    private boolean isSigned(RoutingContext context, Buffer body) {
        var request = context.request();
        var time = request.getHeader("x-tc-timestamp");
        var date = DATE.format(Instant.ofEpochSecond(Long.parseLong(time)));
        var scope = date + "/sms/tc3_request";
        var canonical = "POST\n/\n\ncontent-type:" + request.getHeader("content-type") + "\nhost:"
                + request.getHeader("host") + "\n\ncontent-type;host\n" + digest(body.getBytes());
        var toSign =
                "TC3-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest(canonical.getBytes(StandardCharsets.UTF_8));
        var key = mac(mac(mac(("TC3" + secret).getBytes(StandardCharsets.UTF_8), date), "sms"), "tc3_request");
        var expected = "TC3-HMAC-SHA256 Credential=sandbox/" + scope + ", SignedHeaders=content-type;host, Signature="
                + HexFormat.of().formatHex(mac(key, toSign));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                String.valueOf(request.getHeader("authorization")).getBytes(StandardCharsets.US_ASCII));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + MAC, e);
        }
    }
}
