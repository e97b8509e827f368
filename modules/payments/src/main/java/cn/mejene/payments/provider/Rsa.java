package cn.mejene.payments.provider;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * SHA256withRSA (RSASSA-PKCS1-v1_5, RFC 8017 8.2), with which WeChat Pay and Alipay sign, and the keys for it. Works on
 * bytes as they came; its failures name neither data nor signature. Stateless, thread-safe.
 */
public final class Rsa {
    private static final String ALGORITHM = "SHA256withRSA";
    private static final int LEAST_BITS = 2048;

    private Rsa() {}

    /**
     * A private key in PKCS#8, as PEM or bare Base64.
     *
     * @throws ConfigException when it is none, or shorter than 2048 bits
     */
    public static PrivateKey privateKey(String name, Secret text) {
        try {
            var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der(text)));
            requireLength(name, (RSAKey) key);
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigException(name + " is not an RSA private key in PKCS#8");
        }
    }

    /**
     * A public key (SubjectPublicKeyInfo), as PEM or bare Base64.
     *
     * @throws ConfigException when it is none, or shorter than 2048 bits
     */
    public static PublicKey publicKey(String name, Secret text) {
        try {
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der(text)));
            requireLength(name, (RSAKey) key);
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigException(name + " is not an RSA public key");
        }
    }

    private static byte[] der(Secret text) {
        return Base64.getDecoder()
                .decode(text.value().replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
    }

    private static void requireLength(String name, RSAKey key) {
        if (key.getModulus().bitLength() < LEAST_BITS) {
            throw new ConfigException(name + " must have at least " + LEAST_BITS + " bits");
        }
    }

    /** The signature in Base64. */
    public static String sign(PrivateKey key, byte[] data) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(data);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key does not sign", e);
        }
    }

    /** Whether the Base64 text is the key's signature of exactly these bytes; false for whatever is none. */
    public static boolean verify(PublicKey key, byte[] data, String base64) {
        try {
            return verify(key, data, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the bytes are the key's signature of exactly these data; false for whatever is none. */
    public static boolean verify(PublicKey key, byte[] data, byte[] signed) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(data);
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Of the wrong length, or no signature at all.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key does not verify", e);
        }
    }
}
