package cn.mejene.vault.seal;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;

/** Seals and opens whole arrays with the segment API, for tests. */
public final class SealedBytes {
    private SealedBytes() {}

    public static byte[] seal(SealKey key, byte[] plain) {
        var sealer = key.sealer(new SecureRandom());
        var format = key.format();
        var out = new ByteArrayOutputStream();
        int count = format.segmentCount(plain.length);
        for (int i = 0; i < count; i++) {
            byte[] segment = new byte[format.segmentSize()];
            int length = format.plainLength(i, plain.length);
            System.arraycopy(plain, (int) format.plainStart(i), segment, format.plainAt(i), length);
            out.write(segment, 0, sealer.seal(segment, length, i == count - 1));
        }
        return out.toByteArray();
    }

    /** Opens plaintext {@code [from, to)} of an object recorded with {@code size} bytes, as a download does. */
    public static byte[] open(SealKey key, byte[] sealed, long size, int from, int to) {
        var format = key.format();
        if (sealed.length != format.ciphertextLength(size)) {
            throw new IntegrityException("length");
        }
        var opener = key.opener(Arrays.copyOf(sealed, SealFormat.HEADER));
        var out = new ByteArrayOutputStream();
        int last = format.segmentOf(Math.max(from, to - 1));
        for (int i = format.segmentOf(from); i <= last; i++) {
            int start = (int) format.sealedStart(i);
            int length = format.sealedLength(i, size);
            byte[] plain = new byte[format.segmentSize()];
            byte[] segment = Arrays.copyOfRange(sealed, start, start + length);
            int opened = opener.open(i, i == format.segmentCount(size) - 1, segment, length, plain);
            int first = (int) Math.max(0, from - format.plainStart(i));
            out.write(plain, first, (int) Math.min(opened, to - format.plainStart(i)) - first);
        }
        return out.toByteArray();
    }
}
