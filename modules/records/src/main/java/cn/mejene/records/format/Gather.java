package cn.mejene.records.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects a few bytes that may come in several chunks, and reads them as numbers. Its capacity is fixed. */
final class Gather {
    private final byte[] held;
    private int size;

    Gather(int capacity) {
        held = new byte[capacity];
    }

    /**
     * Takes what is missing up to {@code wanted} bytes.
     *
     * @return whether they are all there
     */
    boolean fill(Chunk chunk, int wanted) {
        var from = chunk.at();
        var taken = chunk.skip(Math.max(0, wanted - size));
        System.arraycopy(chunk.bytes(), from, held, size, taken);
        size += taken;
        return size >= wanted;
    }

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return held;
    }

    int u8(int at) {
        return held[at] & 0xff;
    }

    int u16(int at, boolean bigEndian) {
        return bigEndian ? (u8(at) << 8) | u8(at + 1) : (u8(at + 1) << 8) | u8(at);
    }

    long u32(int at, boolean bigEndian) {
        var first = (long) u16(at, bigEndian);
        var second = (long) u16(at + 2, bigEndian);
        return bigEndian ? (first << 16) | second : (second << 16) | first;
    }

    boolean matches(int at, byte[] expected) {
        return size >= at + expected.length
                && Arrays.equals(held, at, at + expected.length, expected, 0, expected.length);
    }

    String text(int from, int to) {
        return new String(held, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
