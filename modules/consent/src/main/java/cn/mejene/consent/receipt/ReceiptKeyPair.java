package cn.mejene.consent.receipt;

import cn.mejene.kernel.Json;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.TreeMap;

/**
 * A P-256 key that signs compact JWS (RFC 7515, ES256). Immutable, for any thread.
 *
 * @param jwk the public key with its thumbprint (RFC 7638) as {@code kid}
 */
record ReceiptKeyPair(JsonObject jwk, PrivateKey privateKey) {
    private static final int COORDINATE = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    static ReceiptKeyPair make() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            return new ReceiptKeyPair(jwk((ECPublicKey) pair.getPublic()), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    static ReceiptKeyPair of(JsonObject jwk, byte[] pkcs8) {
        try {
            return new ReceiptKeyPair(
                    jwk, KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored receipt key is no P-256 key", e);
        }
    }

    /** The compact serialisation of the signed payload. */
    String sign(String type, byte[] payload) {
        var header = new JsonObject().put("alg", "ES256").put("kid", kid()).put("typ", type);
        var input = BASE64URL.encodeToString(header.toBuffer().getBytes()) + "." + BASE64URL.encodeToString(payload);
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update(input.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return input + "." + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no ES256", e);
        }
    }

    String kid() {
        return jwk.getString("kid");
    }

    private static JsonObject jwk(ECPublicKey key) throws GeneralSecurityException {
        var members = new TreeMap<String, Object>();
        members.put("crv", "P-256");
        members.put("kty", "EC");
        members.put("x", coordinate(key.getW().getAffineX()));
        members.put("y", coordinate(key.getW().getAffineY()));
        var thumbprint = MessageDigest.getInstance("SHA-256").digest(Json.bytes(members));
        return new JsonObject(members)
                .copy()
                .put("kid", BASE64URL.encodeToString(thumbprint))
                .put("use", "sig")
                .put("alg", "ES256");
    }

    private static String coordinate(BigInteger value) {
        var bytes = value.toByteArray();
        var fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return BASE64URL.encodeToString(fixed);
    }

    @Override
    public String toString() {
        return "ReceiptKeyPair[" + kid() + "]";
    }
}
