package cn.mejene.gateway.token;

import cn.mejene.kernel.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes access tokens, good ones and every kind of bad one; an issuer with one key. */
final class Tokens {
    static final String ISSUER = "https://issuer.test";
    static final String AUDIENCE = "api.test";

    final String kid;
    private final KeyPair pair;

    Tokens(String kid) {
        this.kid = kid;
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonObject jwk() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("alg", "ES256")
                .put("use", "sig")
                .put("kid", kid)
                .put("x", text(coordinate(point.getAffineX().toByteArray())))
                .put("y", text(coordinate(point.getAffineY().toByteArray())));
    }

    static Map<String, Object> claims(Instant now) {
        var claims = new HashMap<String, Object>();
        claims.put("iss", ISSUER);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "mem_1");
        claims.put("sid", "ses_1");
        claims.put("jti", "0123456789abcdef");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 900);
        claims.put("token_use", "access");
        return claims;
    }

    String good(Instant now) {
        return signed(Map.of("alg", "ES256", "kid", kid, "typ", "JWT"), claims(now));
    }

    /** A good token but for one claim; null leaves it out. */
    String with(Instant now, String claim, @Nullable Object value) {
        var claims = claims(now);
        claims.remove(claim);
        if (value != null) {
            claims.put(claim, value);
        }
        return signed(Map.of("alg", "ES256", "kid", kid), claims);
    }

    String signed(Map<String, Object> header, Map<String, Object> claims) {
        var content = text(Json.bytes(header)) + "." + text(Json.bytes(claims));
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + text(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HS256 under the bytes of the public key: what a verifier takes that lets the token choose the algorithm. */
    String hmacWithPublicKey(Map<String, Object> claims) {
        var content = text(Json.bytes(Map.of("alg", "HS256", "kid", kid))) + "." + text(Json.bytes(claims));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pair.getPublic().getEncoded(), "HmacSHA256"));
            return content + "." + text(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(Map<String, Object> header, Map<String, Object> claims) {
        return text(Json.bytes(header)) + "." + text(Json.bytes(claims));
    }

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] coordinate(byte[] number) {
        var fixed = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, fixed, 32 - length, length);
        return Arrays.copyOf(fixed, 32);
    }
}
