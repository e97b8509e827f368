package cn.mejene.vault.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The data key of one object together with the identity it is bound to. Thread-safe; whoever holds it closes it, which
 * wipes the key. Sealers and openers made before stay usable. It does not wrap or store the key.
 */
public final class SealKey implements AutoCloseable {
    private static final int LENGTH = 32;

    private final SealFormat format;
    private final Suite suite;
    private final AtomicReference<byte @Nullable []> dataKey;
    private final byte[] associatedData;

    /**
     * Takes a copy of both; the caller wipes its own.
     *
     * @param dataKey 32 random bytes
     * @param associatedData identity of the object; opening needs exactly the same bytes
     */
    public SealKey(byte[] dataKey, byte[] associatedData) {
        this(SealFormat.AES256_GCM_HKDF_1MB, Suite.AES_256_GCM, dataKey, associatedData);
    }

    /**
     * The same with a choice of cipher for sealing; what is opened says itself by which it was sealed.
     *
     * @param suite what to seal with
     */
    public SealKey(Suite suite, byte[] dataKey, byte[] associatedData) {
        this(SealFormat.AES256_GCM_HKDF_1MB, suite, dataKey, associatedData);
    }

    SealKey(SealFormat format, byte[] dataKey, byte[] associatedData) {
        this(format, Suite.AES_256_GCM, dataKey, associatedData);
    }

    SealKey(SealFormat format, Suite suite, byte[] dataKey, byte[] associatedData) {
        if (dataKey.length != LENGTH) {
            throw new IllegalArgumentException("data key must have 32 bytes");
        }
        this.format = format;
        this.suite = suite;
        this.dataKey = new AtomicReference<>(dataKey.clone());
        this.associatedData = associatedData.clone();
    }

    public SealFormat format() {
        return format;
    }

    /** A sealer for one object, under a fresh salt. */
    public SegmentSealer sealer(SecureRandom random) {
        return sealer(SealHeader.random(suite, random));
    }

    SegmentSealer sealer(SealHeader header) {
        return new SegmentSealer(format, header, cipher(header));
    }

    /**
     * An opener for the object that starts with this header.
     *
     * @param header its first 40 bytes
     * @throws IntegrityException when they are no header; a wrong one shows when a segment is opened
     */
    public SegmentOpener opener(byte[] header) {
        var parsed = SealHeader.parse(header);
        return new SegmentOpener(format, parsed, cipher(parsed));
    }

    private SegmentCipher cipher(SealHeader header) {
        return switch (header.suite()) {
            case AES_256_GCM -> new AesGcm(new Hkdf().aesKey(key(), header.salt(), associatedData));
            case SM4_GCM -> Sm4Gcm.derived(key(), header.salt(), associatedData);
        };
    }

    /** Wipes the key; idempotent. */
    @Override
    public void close() {
        byte[] key = dataKey.getAndSet(null);
        if (key != null) {
            Arrays.fill(key, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "SealKey[redacted]";
    }

    private byte[] key() {
        byte[] key = dataKey.get();
        if (key == null) {
            throw new IllegalStateException("key is closed");
        }
        return key;
    }
}
