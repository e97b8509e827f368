package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869), extract then expand. Stateless; it keeps no key. */
final class Hkdf {
    private static final int AES_KEY = 32;

    byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(keyMaterial)
                    .addSalt(salt)
                    .thenExpand(info, length);
            return KDF.getInstance("HKDF-SHA256", "SunJCE").deriveData(parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 is not available", e);
        }
    }

    SecretKey aesKey(byte[] keyMaterial, byte[] salt, byte[] info) {
        byte[] raw = derive(keyMaterial, salt, info, AES_KEY);
        try {
            return new SecretKeySpec(raw, "AES");
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
