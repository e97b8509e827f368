package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;

/**
 * Seals the segments of one object, each whole or in pieces, in order and in place. It counts them itself and closes after the last one or any
 * failure, so that no nonce can be used twice. For one thread at a time; it does no I/O.
 */
public final class SegmentSealer {
    private static final int CLOSED = -1;

    private final SealFormat format;
    private final SealHeader header;
    private final SegmentCipher cipher;
    private int next;
    private int within;
    private boolean endsLast;

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
     * @throws IllegalStateException after the last segment or a failure, or inside a segment
     */
    public int seal(byte[] segment, int plainLength, boolean last) {
        if (within > 0) {
            throw new IllegalStateException("a segment has begun in pieces");
        }
        return seal(segment, plainLength, true, last);
    }

    /**
     * Seals the next piece of a segment, of which it may be the whole. Its plaintext starts at {@link
     * SealFormat#plainAt} in the array where it is the first of its segment, else at 0; the sealed bytes replace it.
     *
     * @param plainLength bytes; a multiple of 16 unless the segment ends
     * @param ends whether the segment ends with this piece
     * @param last whether the object ends with this segment; the same for all its pieces
     * @return number of bytes to store, from index 0
     * @throws IllegalStateException after the last segment or a failure
     */
    public int seal(byte[] piece, int plainLength, boolean ends, boolean last) {
        int index = next;
        int before = within;
        require(index, plainLength, ends, last);
        next = CLOSED;
        int start = before == 0 ? format.plainAt(index) : 0;
        int sealed = encrypt(index, piece, start, plainLength, ends, last);
        if (start > 0) {
            header.writeTo(piece);
        }
        within = ends ? 0 : before + plainLength;
        endsLast = last;
        if (!ends) {
            next = index;
        } else if (!last) {
            next = Math.incrementExact(index);
        }
        return start + sealed;
    }

    private void require(int index, int plainLength, boolean ends, boolean last) {
        if (index == CLOSED) {
            throw new IllegalStateException("object is already sealed");
        }
        if (plainLength < 0 || !fits(index, plainLength, ends, last)) {
            throw new IllegalArgumentException("piece of a wrong length");
        }
        if (within > 0 && last != endsLast) {
            throw new IllegalArgumentException("a segment that began as another");
        }
    }

    private boolean fits(int index, int plainLength, boolean ends, boolean last) {
        long all = (long) within + plainLength;
        int capacity = format.plainCapacity(index);
        if (!ends) {
            return plainLength > 0 && plainLength % SegmentCipher.BLOCK == 0 && all < capacity;
        }
        return last ? all <= capacity && (all > 0 || index == 0) : all == capacity;
    }

    private int encrypt(int index, byte[] piece, int start, int length, boolean ends, boolean last) {
        try {
            if (within == 0 && ends) {
                return cipher.seal(header.nonce(index, last), piece, start, length);
            }
            if (within == 0) {
                cipher.begin(header.nonce(index, last));
            }
            if (ends) {
                return cipher.end(piece, start, length);
            }
            cipher.piece(piece, start, length);
            return length;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("segment could not be sealed", e);
        }
    }
}
