package cn.mejene.vault.seal;

import java.security.GeneralSecurityException;

/**
 * Opens single segments of one object, in any order. A segment opens only at its own place, in its own object, and as
 * the last one only if it was sealed as the last. For one thread at a time; it does no I/O.
 */
public final class SegmentOpener {
    private final SealFormat format;
    private final SealHeader header;
    private final SegmentCipher cipher;

    SegmentOpener(SealFormat format, SealHeader header, SegmentCipher cipher) {
        this.format = format;
        this.header = header;
        this.cipher = cipher;
    }

    public SealFormat format() {
        return format;
    }

    /**
     * Verifies and opens one segment.
     *
     * @param index number of the segment, from 0
     * @param last whether the object must end with it
     * @param sealed sealed bytes with their tag and without the header, from index 0
     * @param length number of sealed bytes
     * @param plain where the plaintext goes, from index 0; another array than {@code sealed}
     * @return number of plaintext bytes
     * @throws IntegrityException when anything is not as it was sealed; {@code plain} then holds nothing of it
     */
    public int open(int index, boolean last, byte[] sealed, int length, byte[] plain) {
        int full = format.plainCapacity(index) + SealFormat.TAG;
        boolean possible = last ? length >= SealFormat.TAG && length <= full : length == full;
        if (index < 0 || !possible) {
            throw new IntegrityException("segment length");
        }
        try {
            return cipher.open(header.nonce(index, last), sealed, length, plain);
        } catch (GeneralSecurityException _) {
            throw new IntegrityException("segment");
        }
    }
}
