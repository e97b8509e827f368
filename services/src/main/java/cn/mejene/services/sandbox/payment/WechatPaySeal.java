package cn.mejene.services.sandbox.payment;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** WeChat Pay's half of its signatures and of its sealed notifications. Immutable but for what is random. */
final class WechatPaySeal {
    static final String MERCHANT = "1900000001";
    static final String APP = "wx0123456789abcdef";
    /** The merchant's mobile app, as the open platform knows it. */
    static final String MOBILE_APP = "wxfedcba9876543210";

    static final String MERCHANT_SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
    static final String KEY_ID = "PUB_KEY_ID_0119000000012026112200000000000001";
    private static final String TYPE = "WECHATPAY2-SHA256-RSA2048";
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final long WINDOW_SECONDS = 300;

    private final PaymentKeys keys;
    private final PaymentClock clock;
    private final SecureRandom random = new SecureRandom();

    WechatPaySeal(PaymentKeys keys, PaymentClock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The provider's error code, or empty when the merchant has signed exactly this request, just now. */
    Optional<String> refuse(RoutingContext context, String body) {
        var authorization = Optional.ofNullable(context.request().getHeader("Authorization"))
                .orElse("");
        var parameters = new TreeMap<String, String>();
        PARAMETER.matcher(authorization).results().forEach(p -> parameters.put(p.group(1), p.group(2)));
        if (!authorization.startsWith(TYPE + " ")
                || !MERCHANT.equals(parameters.get("mchid"))
                || !MERCHANT_SERIAL.equals(parameters.get("serial_no"))
                || context.request().getHeader("User-Agent") == null) {
            return Optional.of("SIGN_ERROR");
        }
        var timestamp = parameters.getOrDefault("timestamp", "");
        var signed = String.join(
                        "\n",
                        context.request().method().name(),
                        context.request().uri(),
                        timestamp,
                        parameters.getOrDefault("nonce_str", ""),
                        body)
                + "\n";
        if (!Rsa.verify(keys.wechatMerchant(), signed, parameters.getOrDefault("signature", ""))) {
            return Optional.of("SIGN_ERROR");
        }
        clock.observe(Instant.ofEpochSecond(Long.parseLong(timestamp)));
        return Optional.empty();
    }

    /** The header fields of a signature of the provider's. */
    Map<String, String> signed(String body) {
        return signed(body, clock.now());
    }

    /** The same by somebody who has not the provider's key. */
    Map<String, String> signedByAnother(String body) {
        return signed(body, clock.now(), keys.alipay());
    }

    Map<String, String> signed(String body, Instant at) {
        return signed(body, at, keys.wechatPlatform());
    }

    private Map<String, String> signed(String body, Instant at, PrivateKey key) {
        var timestamp = String.valueOf(at.getEpochSecond());
        var nonce = random(16);
        return Map.of(
                "Wechatpay-Timestamp", timestamp,
                "Wechatpay-Nonce", nonce,
                "Wechatpay-Serial", KEY_ID,
                "Wechatpay-Signature-Type", TYPE,
                "Wechatpay-Signature", Rsa.sign(key, timestamp + "\n" + nonce + "\n" + body + "\n"));
    }

    /** A time outside the window in which a signature holds. */
    Instant stale() {
        return clock.now().minusSeconds(WINDOW_SECONDS + 1);
    }

    /** A notification with its content sealed. */
    String notification(String id, String type, JsonObject content) {
        var kind = type.startsWith("REFUND") ? "refund" : "transaction";
        return new JsonObject()
                .put("id", id)
                .put("create_time", PaymentClock.rfc3339(clock.now()))
                .put("resource_type", "encrypt-resource")
                .put("event_type", type)
                .put("summary", kind.equals("refund") ? "退款结果" : "支付结果")
                .put("resource", sealed(kind, content.encode()))
                .encode();
    }

    private JsonObject sealed(String kind, String content) {
        var nonce = random(6).substring(0, 12);
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(keys.wechatApiV3().getBytes(StandardCharsets.UTF_8), "AES"),
                    new GCMParameterSpec(128, nonce.getBytes(StandardCharsets.UTF_8)));
            cipher.updateAAD(kind.getBytes(StandardCharsets.UTF_8));
            var sealed = cipher.doFinal(content.getBytes(StandardCharsets.UTF_8));
            return new JsonObject()
                    .put("original_type", kind)
                    .put("algorithm", "AEAD_AES_256_GCM")
                    .put("ciphertext", Base64.getEncoder().encodeToString(sealed))
                    .put("associated_data", kind)
                    .put("nonce", nonce);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    private String random(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Answers, signed. */
    void answer(RoutingContext context, int status, String body, boolean authentic) {
        var response = context.response().setStatusCode(status);
        signed(authentic ? body : body + " ").forEach(response::putHeader);
        if (body.isEmpty()) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json; charset=utf-8")
                    .end(Buffer.buffer(body));
        }
    }

    /** In which application of the merchant a trade of a kind is paid. */
    static String application(String kind) {
        return kind.equals("app") ? MOBILE_APP : APP;
    }
}
