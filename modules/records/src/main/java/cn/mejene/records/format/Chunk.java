package cn.mejene.records.format;

/** A reading position in the bytes of one call. Lives no longer than the call. */
final class Chunk {
    private final byte[] bytes;
    private final int end;
    private int at;

    Chunk(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    byte[] bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    int left() {
        return end - at;
    }

    boolean isEmpty() {
        return at == end;
    }

    int next() {
        return bytes[at++] & 0xff;
    }

    /**
     * Moves on by at most {@code wanted} bytes.
     *
     * @return by how many it moved
     */
    int skip(long wanted) {
        var moved = (int) Math.min(wanted, left());
        at += moved;
        return moved;
    }
}
