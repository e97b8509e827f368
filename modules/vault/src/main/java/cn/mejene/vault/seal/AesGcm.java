package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM under one key. For one thread at a time. It does not choose nonces.
 */
final class AesGcm implements SegmentCipher {
    private static final int TAG_BITS = 8 * SealFormat.TAG;

    private final Cipher cipher;
    private final SecretKey key;

    AesGcm(SecretKey key) {
        this.key = key;
        this.cipher = Providers.aesGcm();
    }

    @Override
    public int seal(byte[] nonce, byte[] array, int offset, int length) throws GeneralSecurityException {
        begin(nonce);
        return end(array, offset, length);
    }

    @Override
    public void begin(byte[] nonce) throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
    }

    @Override
    public void piece(byte[] array, int offset, int length) throws GeneralSecurityException {
        if (cipher.update(array, offset, length, array, offset) != length) {
            throw new GeneralSecurityException("a piece did not come out whole");
        }
    }

    @Override
    public int end(byte[] array, int offset, int length) throws GeneralSecurityException {
        return cipher.doFinal(array, offset, length, array, offset);
    }

    /** In place, the provider would allocate a whole array for each call. */
    @Override
    public int open(byte[] nonce, byte[] sealed, int length, byte[] plain) throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher.doFinal(sealed, 0, length, plain, 0);
    }
}
