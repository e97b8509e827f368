package cn.mejene.chaos.seal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** A content by chance that can be given again from its seed: cheap to make, and other in every block. */
final class Plain extends InputStream {
    private static final int BLOCK = (1 << 20) + 7;
    private static final int PIECE = 64 << 10;

    private final byte[] block = new byte[BLOCK];
    private final long size;
    private long at;

    Plain(long seed, long size) {
        this.size = size;
        new Random(seed).nextBytes(block);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        if (at == size && length > 0) {
            return -1;
        }
        int inBlock = (int) (at % BLOCK);
        int count = (int) Math.min(Math.min(length, size - at), BLOCK - inBlock);
        System.arraycopy(block, inBlock, bytes, from, count);
        if (inBlock == 0 && count > 0) {
            bytes[from] ^= (byte) (at / BLOCK);
        }
        at += count;
        return count;
    }

    /** Whether the other gives what is left of this one, and nothing more. */
    boolean equalsStream(InputStream other) throws IOException {
        var expected = new byte[PIECE];
        var found = new byte[PIECE];
        for (int count = readNBytes(expected, 0, PIECE); count > 0; count = readNBytes(expected, 0, PIECE)) {
            if (other.readNBytes(found, 0, count) < count || !Arrays.equals(expected, 0, count, found, 0, count)) {
                return false;
            }
        }
        return other.read() < 0;
    }
}
