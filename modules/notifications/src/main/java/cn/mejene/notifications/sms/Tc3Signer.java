package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests to Tencent Cloud: {@code TC3-HMAC-SHA256} over content type and host. Immutable, thread-safe. */
final class Tc3Signer {
    static final String CONTENT_TYPE = "application/json; charset=utf-8";

    private static final String ALGORITHM = "TC3-HMAC-SHA256";
    private static final String MAC = "HmacSHA256";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private final String secretId;
    private final Secret secretKey;
    private final String service;

    Tc3Signer(String secretId, Secret secretKey, String service) {
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.service = service;
    }

    /** The value of the {@code Authorization} field of a POST to {@code /}. */
    String authorization(String host, byte[] body, Instant at) {
        var date = DATE.format(at);
        var scope = date + "/" + service + "/tc3_request";
        var canonical = "POST\n/\n\ncontent-type:" + CONTENT_TYPE + "\nhost:" + host + "\n\ncontent-type;host\n"
                + Acs3Signer.sha256(body);
        var toSign = ALGORITHM + "\n" + at.getEpochSecond() + "\n" + scope + "\n"
                + Acs3Signer.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        var signature = HexFormat.of().formatHex(mac(key(date), toSign));
        return ALGORITHM + " Credential=" + secretId + "/" + scope + ", SignedHeaders=content-type;host, Signature="
                + signature;
    }

    private byte[] key(String date) {
        var secret = ("TC3" + secretKey.value()).getBytes(StandardCharsets.UTF_8);
        return mac(mac(mac(secret, date), service), "tc3_request");
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
