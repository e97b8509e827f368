package cn.mejene.notifications.push;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Secret;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs the tokens that push services abroad want to see (RFC 7515, compact). Immutable, thread-safe. */
final class Jwts {
    private final PrivateKey key;
    private final String algorithm;

    private Jwts(PrivateKey key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    /** ES256, with a PEM private key. */
    static Jwts es256(Secret pem) {
        return new Jwts(key(pem, "EC"), "SHA256withECDSAinP1363Format");
    }

    /** RS256, with a PEM private key. */
    static Jwts rs256(Secret pem) {
        return new Jwts(key(pem, "RSA"), "SHA256withRSA");
    }

    String sign(JsonObject header, JsonObject claims) {
        var text = base64(header.encode()) + "." + base64(claims.encode());
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK does not sign with " + algorithm, e);
        }
    }

    private static PrivateKey key(Secret pem, String type) {
        var text = pem.value().replaceAll("-----[A-Z ]+-----", "");
        try {
            var der = Base64.getMimeDecoder().decode(text);
            return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigException("a push service's key is no private key of type " + type);
        }
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
