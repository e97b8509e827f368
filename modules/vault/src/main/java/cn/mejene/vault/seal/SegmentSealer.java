package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;

/**
 * Seals the segments of one object, in order and in place. It counts them itself and closes after the last one or any
 * failure, so that no nonce can be used twice. For one thread at a time; it does no I/O.
 */
public final class SegmentSealer {
    private static final int CLOSED = -1;

    private final SealFormat format;
    private final SealHeader header;
    private final SegmentCipher cipher;
    private int next;

    SegmentSealer(SealFormat format, SealHeader header, SegmentCipher cipher) {
        this.format = format;
        this.header = header;
        this.cipher = cipher;
    }

    public SealFormat format() {
        return format;
    }

    /**
     * Seals the next segment. Its plaintext starts at {@link SealFormat#plainAt} in {@code segment}; the sealed bytes
     * replace it, preceded by the header in the first segment, from index 0.
     *
     * @param plainLength bytes; every segment but the last must be full
     * @param last whether the object ends with this segment
     * @return number of bytes to store, from index 0
     * @throws IllegalStateException after the last segment or a failure
     */
    public int seal(byte[] segment, int plainLength, boolean last) {
        int index = next;
        require(index, plainLength, last);
        next = CLOSED;
        int start = format.plainAt(index);
        int sealed = encrypt(index, segment, start, plainLength, last);
        if (index == 0) {
            header.writeTo(segment);
        }
        next = last ? CLOSED : Math.incrementExact(index);
        return start + sealed;
    }

    private void require(int index, int plainLength, boolean last) {
        if (index == CLOSED) {
            throw new IllegalStateException("object is already sealed");
        }
        int capacity = format.plainCapacity(index);
        boolean fits = last ? plainLength <= capacity && (plainLength > 0 || index == 0) : plainLength == capacity;
        if (plainLength < 0 || !fits) {
            throw new IllegalArgumentException("segment of a wrong length");
        }
    }

    private int encrypt(int index, byte[] segment, int start, int length, boolean last) {
        try {
            return cipher.seal(header.nonce(index, last), segment, start, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("segment could not be sealed", e);
        }
    }
}
