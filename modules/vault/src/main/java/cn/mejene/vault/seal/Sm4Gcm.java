package cn.mejene.vault.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * SM4-GCM (RFC 8998; block cipher GB/T 32907-2016) under one key, from BouncyCastle. In Java throughout, so much slower
 * than AES. For one thread at a time.
 */
public final class Sm4Gcm implements SegmentCipher {
    private static final int KEY = 16;
    private static final int NONCE = 12;
    private static final byte[] VALUE = "mejene-value/sm4-gcm".getBytes(StandardCharsets.US_ASCII);

    private final GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine());
    private final KeyParameter key;

    Sm4Gcm(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("an SM4 key has 16 bytes");
        }
        this.key = new KeyParameter(key);
    }

    /** A cipher under a key derived by HKDF with SM3. */
    static Sm4Gcm derived(byte[] keyMaterial, byte[] salt, byte[] info) {
        byte[] derived = derive(keyMaterial, salt, info, KEY);
        try {
            return new Sm4Gcm(derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    static byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        var hkdf = new HKDFBytesGenerator(new SM3Digest());
        hkdf.init(new HKDFParameters(keyMaterial, salt, info));
        byte[] derived = new byte[length];
        hkdf.generateBytes(derived, 0, length);
        return derived;
    }

    /** Seals one value: a random nonce of 12 bytes, the ciphertext, the tag. */
    public static byte[] sealValue(byte[] keyMaterial, byte[] plain, byte[] associatedData, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length + SealFormat.TAG);
        try {
            derived(keyMaterial, new byte[0], VALUE)
                    .run(true, nonce, associatedData, plain, 0, plain.length, sealed, NONCE);
            return sealed;
        } catch (CryptoException e) {
            throw new IllegalStateException("a value could not be sealed", e);
        }
    }

    /** @throws IntegrityException when anything is not as it was sealed */
    public static byte[] openValue(byte[] keyMaterial, byte[] sealed, byte[] associatedData) {
        int length = sealed.length - NONCE - SealFormat.TAG;
        if (length < 0) {
            throw new IntegrityException("value");
        }
        byte[] plain = new byte[length];
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE);
            derived(keyMaterial, new byte[0], VALUE)
                    .run(false, nonce, associatedData, sealed, NONCE, sealed.length - NONCE, plain, 0);
            return plain;
        } catch (CryptoException _) {
            throw new IntegrityException("value");
        }
    }

    @Override
    public int seal(byte[] nonce, byte[] array, int offset, int length) throws GeneralSecurityException {
        try {
            return run(true, nonce, new byte[0], array, offset, length, array, offset);
        } catch (CryptoException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Override
    public void begin(byte[] nonce) {
        cipher.init(true, new AEADParameters(key, 8 * SealFormat.TAG, nonce));
    }

    @Override
    public void piece(byte[] array, int offset, int length) throws GeneralSecurityException {
        if (cipher.processBytes(array, offset, length, array, offset) != length) {
            throw new GeneralSecurityException("a piece did not come out whole");
        }
    }

    @Override
    public int end(byte[] array, int offset, int length) throws GeneralSecurityException {
        int done = cipher.processBytes(array, offset, length, array, offset);
        try {
            return done + cipher.doFinal(array, offset + done);
        } catch (CryptoException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Override
    public int open(byte[] nonce, byte[] sealed, int length, byte[] plain) throws GeneralSecurityException {
        try {
            return run(false, nonce, new byte[0], sealed, 0, length, plain, 0);
        } catch (CryptoException _) {
            // This cipher gives plaintext out before it has seen the tag.
            Arrays.fill(plain, (byte) 0);
            throw new AEADBadTagException();
        }
    }

    int run(
            boolean sealing,
            byte[] nonce,
            byte[] associatedData,
            byte[] from,
            int offset,
            int length,
            byte[] to,
            int at)
            throws CryptoException {
        cipher.init(sealing, new AEADParameters(key, 8 * SealFormat.TAG, nonce, associatedData));
        int done = cipher.processBytes(from, offset, length, to, at);
        return done + cipher.doFinal(to, at + done);
    }
}
