package cn.mejene.vault.seal;

/**
 * The arithmetic of the sealed form: which plaintext byte lies in which segment, and where that segment lies.
 * Immutable. Sizes and offsets are bytes; a size outside {@code 0..maxPlain()} is an {@link IllegalArgumentException}.
 *
 * <p>Source: Tink streaming AEAD, AES-GCM-HKDF. The object is a 40-byte header {@code [40][salt 32][prefix 7]} (first byte 168 in the suite
 * {@link Suite#SM4_GCM}) and
 * segments of at most {@code segmentSize} bytes, each ending in a 16-byte tag; the header counts towards the first.
 * There is always a last segment, and only that of an empty object is empty.
 */
public final class SealFormat {
    /** The format of every stored object: segments of 1 MiB, data and segment keys of 256 bits. */
    public static final SealFormat AES256_GCM_HKDF_1MB = new SealFormat(1 << 20);

    /** Length of the header, bytes. */
    public static final int HEADER = 40;

    /** Length of the authentication tag that ends each segment, bytes. */
    public static final int TAG = 16;

    private final int segmentSize;
    private final int plainPerSegment;

    SealFormat(int segmentSize) {
        if (segmentSize <= HEADER + TAG) {
            throw new IllegalArgumentException("segment too small");
        }
        this.segmentSize = segmentSize;
        this.plainPerSegment = segmentSize - TAG;
    }

    /** Sealed bytes of a full segment; of the first, header included. */
    public int segmentSize() {
        return segmentSize;
    }

    /** The largest plaintext that can be sealed: 2^31 - 1 segments. */
    public long maxPlain() {
        return (long) Integer.MAX_VALUE * plainPerSegment - HEADER;
    }

    /** Length of the whole sealed object, header included. */
    public long ciphertextLength(long plainSize) {
        return HEADER + checked(plainSize) + (long) TAG * segmentCount(plainSize);
    }

    /** Number of segments, at least 1. */
    public int segmentCount(long plainSize) {
        return Math.toIntExact((checked(plainSize) + HEADER + plainPerSegment - 1) / plainPerSegment);
    }

    /** Index of the segment that holds the plaintext byte at this offset. */
    public int segmentOf(long plainOffset) {
        return Math.toIntExact((checked(plainOffset) + HEADER) / plainPerSegment);
    }

    /** Plaintext bytes that segment {@code index} holds when full. */
    public int plainCapacity(int index) {
        return index == 0 ? plainPerSegment - HEADER : plainPerSegment;
    }

    /** Plaintext offset of the first byte of segment {@code index}. */
    public long plainStart(int index) {
        return index == 0 ? 0 : (long) index * plainPerSegment - HEADER;
    }

    /** Plaintext bytes in segment {@code index} of an object of {@code plainSize} bytes. */
    public int plainLength(int index, long plainSize) {
        long left = checked(plainSize) - plainStart(index);
        if (index < 0 || left < 0 || (left == 0 && index > 0)) {
            throw new IllegalArgumentException("no such segment");
        }
        return (int) Math.min(left, plainCapacity(index));
    }

    /** Offset, in the sealed object, of the sealed bytes of segment {@code index}; the header is not part of them. */
    public long sealedStart(int index) {
        return index == 0 ? HEADER : (long) index * segmentSize;
    }

    /** Sealed bytes (tag included, header not) of segment {@code index} of an object of {@code plainSize} bytes. */
    public int sealedLength(int index, long plainSize) {
        return plainLength(index, plainSize) + TAG;
    }

    /** Where the plaintext of segment {@code index} starts in the array sealed in place: after the header, or 0. */
    public int plainAt(int index) {
        return index == 0 ? HEADER : 0;
    }

    private long checked(long plain) {
        if (plain < 0 || plain > maxPlain()) {
            throw new IllegalArgumentException("size out of range");
        }
        return plain;
    }
}
