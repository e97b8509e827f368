package cn.mejene.vault;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * Hands a short secret to another process over a place that others may read: sealed for a key that lives as long as the
 * receiver (RSA-OAEP with SHA-256, RFC 8017, 3072 bits). Says nothing about who sealed it.
 */
public final class Handover {
    private static final int KEY_BITS = 3072;
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    private final KeyPair pair;

    /** What was given is no public key, or not sealed for this receiver. */
    public static final class WrongKeyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Handover(KeyPair pair) {
        this.pair = pair;
    }

    /** The receiver's side, with a key of its own. */
    public static Handover receive() {
        try {
            var keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(KEY_BITS);
            return new Handover(keys.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** X.509 form of the public half. */
    public byte[] publicKey() {
        return pair.getPublic().getEncoded();
    }

    /**
     * Seals at most 318 bytes for the receiver.
     *
     * @throws WrongKeyException when the key is none
     */
    public static byte[] seal(byte[] publicKey, byte[] secret) {
        try {
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey));
            var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, OAEP);
            return cipher.doFinal(secret);
        } catch (GeneralSecurityException e) {
            throw new WrongKeyException();
        }
    }

    /** @throws WrongKeyException when it was not sealed for this receiver */
    public byte[] open(byte[] sealed) {
        try {
            var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate(), OAEP);
            return cipher.doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw new WrongKeyException();
        }
    }
}
