package cn.mejene.vault.keys;

import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.seal.Sm4Gcm;
import cn.mejene.vault.seal.Suite;
import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * 32 secret bytes in memory, for as long as one operation needs them. Seals with AES-256-GCM (Tink's wire form) or, where
 * it is of that suite, with SM4-GCM.
 */
final class Key {
    static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AesGcmParameters PARAMETERS = parameters();

    private final byte[] bytes;
    private final Suite suite;

    Key(byte[] bytes) {
        this(bytes, Suite.AES_256_GCM);
    }

    Key(byte[] bytes, Suite suite) {
        this.suite = suite;
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has 32 bytes");
        }
        this.bytes = bytes;
    }

    static Key random() {
        var bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new Key(bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    Suite suite() {
        return suite;
    }

    /** The same key in another suite. */
    Key in(Suite other) {
        return new Key(bytes, other);
    }

    byte[] seal(byte[] plaintext, byte[] associatedData) {
        if (suite == Suite.SM4_GCM) {
            return Sm4Gcm.sealValue(bytes, plaintext, associatedData, RANDOM);
        }
        try {
            return aead().encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a value could not be sealed", e);
        }
    }

    /** @throws IntegrityException when anything is not as it was sealed */
    byte[] open(byte[] sealed, byte[] associatedData) {
        if (suite == Suite.SM4_GCM) {
            return Sm4Gcm.openValue(bytes, sealed, associatedData);
        }
        try {
            return aead().decrypt(sealed, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IntegrityException("value");
        }
    }

    /** HMAC-SHA256. */
    byte[] mac(byte[] data) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    @AccessesPartialKey
    private Aead aead() throws GeneralSecurityException {
        return AesGcmJce.create(AesGcmKey.builder()
                .setParameters(PARAMETERS)
                .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                .build());
    }

    private static AesGcmParameters parameters() {
        try {
            return AesGcmParameters.builder()
                    .setKeySizeBytes(LENGTH)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Key[redacted]";
    }
}
