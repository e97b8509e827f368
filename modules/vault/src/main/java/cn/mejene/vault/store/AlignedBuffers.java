package cn.mejene.vault.store;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Lends direct buffers of {@link BatchPool#BATCH} bytes that start where a block starts, as writing past the page cache
 * needs them. Thread-safe; it keeps what it has made, which is one for each thread that writes. The JDK would make a
 * new one for every write from a heap array, and not give it back.
 */
final class AlignedBuffers {
    private final int block;
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /** @param block bytes, a power of two */
    AlignedBuffers(int block) {
        this.block = block;
    }

    int block() {
        return block;
    }

    ByteBuffer borrow() {
        var known = idle.poll();
        return known != null
                ? known.clear()
                : ByteBuffer.allocateDirect(BatchPool.BATCH + block - 1).alignedSlice(block);
    }

    void takeBack(ByteBuffer buffer) {
        idle.add(buffer);
    }
}
