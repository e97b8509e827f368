package cn.mejene.vault.store;

import cn.mejene.vault.seal.SealFormat;

/**
 * Cuts a content into what is sealed at once: whole segments, or pieces of them where memory must be small. Knows where
 * the next piece begins. For one thread.
 */
final class Cutting {
    private final SealFormat format;
    private final Length length;
    private int segment;
    private int within;

    Cutting(SealFormat format, Length length) {
        this.format = format;
        this.length = length;
    }

    /**
     * What is sealed at once.
     *
     * @param start where its plaintext starts in the array
     * @param length bytes of plaintext
     * @param ends whether its segment ends with it
     * @param last whether its segment is the object's last
     */
    record Cut(int start, int length, boolean ends, boolean last) {}

    /** Whether pieces may be smaller than a segment: one that begins must know whether it is the last. */
    boolean allowsPieces() {
        return length.exact().isPresent();
    }

    /** Whether a segment has begun, of which the rest must follow piece by piece. */
    boolean isInside() {
        return within > 0;
    }

    /** Where the plaintext of the next piece starts in its array. */
    int start() {
        return isInside() ? 0 : format.plainAt(segment);
    }

    /** Bytes of plaintext that the next piece has when the batch is full. */
    int capacity(Batch batch) {
        int left = format.plainCapacity(segment) - within;
        return batch.isSmall() ? Math.min(left, BatchPool.SMALL_PLAIN) : left;
    }

    /** Cuts here. */
    Cut cut(int size, boolean end) {
        int start = start();
        boolean ends = end || within + size == format.plainCapacity(segment);
        boolean last = end
                || (length.exact().isPresent()
                        && segment == format.segmentCount(length.exact().getAsLong()) - 1);
        within = ends ? 0 : within + size;
        segment += ends ? 1 : 0;
        return new Cut(start, size, ends, last);
    }
}
