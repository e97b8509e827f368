package cn.mejene.chaos.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A binary STL of any size that is never held whole: blocks of about a megabyte, each with its number in every triangle's
 * first coordinate. Immutable.
 *
 * @param blocks how many
 * @param word in every 64 KiB, to look for afterwards
 */
public record LargeScan(int blocks, String word) {
    private static final int HEAD = 84;
    private static final int COUNT_AT = 80;
    private static final int TRIANGLE = 50;
    private static final int TRIANGLES = 20_000;
    private static final int PIECE = 64 << 10;

    /** Takes the content piece by piece. */
    @FunctionalInterface
    public interface Taker {
        void take(byte[] bytes, int from, int length) throws IOException;
    }

    /** One of at least so many bytes. */
    public static LargeScan of(long bytes, String word) {
        return new LargeScan((int) Math.max(1, bytes / (TRIANGLE * TRIANGLES)), word);
    }

    /** Bytes of the file. */
    public long size() {
        return HEAD + (long) blocks * TRIANGLE * TRIANGLES;
    }

    /** Gives the whole content, in pieces of at most 64 KiB. */
    public void give(Taker taker) throws IOException {
        taker.take(head(), 0, HEAD);
        var block = template();
        for (int number = 0; number < blocks; number++) {
            mark(block, number);
            for (int from = 0; from < block.length; from += PIECE) {
                taker.take(block, from, Math.min(PIECE, block.length - from));
            }
        }
    }

    /** Whether the stream gives this content and nothing more. */
    public boolean equalsStream(InputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(HEAD), head())) {
            return false;
        }
        var expected = template();
        var read = new byte[expected.length];
        for (int number = 0; number < blocks; number++) {
            mark(expected, number);
            if (in.readNBytes(read, 0, read.length) < read.length || !Arrays.equals(read, expected)) {
                return false;
            }
        }
        return in.read() < 0;
    }

    private byte[] head() {
        var head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        return head.putInt(COUNT_AT, blocks * TRIANGLES).array();
    }

    private byte[] template() {
        var block = new Scan(TRIANGLES, blocks, word).bytes();
        return Arrays.copyOfRange(block, HEAD, block.length);
    }

    /** In every triangle but those that hold the word. */
    private static void mark(byte[] block, int number) {
        var bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        for (int triangle = 1; triangle < TRIANGLES; triangle++) {
            if (triangle % (PIECE / TRIANGLE) != 0) {
                bytes.putFloat(triangle * TRIANGLE, number);
            }
        }
    }
}
