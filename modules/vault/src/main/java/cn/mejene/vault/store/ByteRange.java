package cn.mejene.vault.store;

/**
 * Which part of an object to open.
 *
 * @param from first plaintext byte
 * @param to one after the last; equal to {@code from} only in an empty object
 * @param size plaintext bytes of the whole object, as recorded when it was sealed
 */
public record ByteRange(long from, long to, long size) {
    public ByteRange {
        boolean whole = from == 0 && to == 0 && size == 0;
        if (!whole && (from < 0 || from >= to || to > size)) {
            throw new IllegalArgumentException("range outside of the object");
        }
    }

    /** All of an object. */
    public static ByteRange whole(long size) {
        return new ByteRange(0, size, size);
    }
}
