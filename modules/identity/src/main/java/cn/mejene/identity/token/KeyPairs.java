package cn.mejene.identity.token;

import cn.mejene.kernel.Json;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.TreeMap;

/** Makes P-256 key pairs and their public JWKs (RFC 7517, RFC 7518 section 6.2). Stateless. */
final class KeyPairs {
    private static final int COORDINATE = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private KeyPairs() {}

    static KeyPair make() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    /** The public key with its thumbprint (RFC 7638) as {@code kid}. */
    static JsonObject jwk(ECPublicKey key) {
        var members = new TreeMap<String, Object>();
        members.put("crv", "P-256");
        members.put("kty", "EC");
        members.put("x", coordinate(key.getW().getAffineX()));
        members.put("y", coordinate(key.getW().getAffineY()));
        var thumbprint = BASE64URL.encodeToString(sha256(Json.bytes(members)));
        return new JsonObject(members)
                .copy()
                .put("kid", thumbprint)
                .put("use", "sig")
                .put("alg", "ES256");
    }

    static String pem(KeyPair pair) {
        var body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }

    private static String coordinate(BigInteger value) {
        var bytes = value.toByteArray();
        var fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return BASE64URL.encodeToString(fixed);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
