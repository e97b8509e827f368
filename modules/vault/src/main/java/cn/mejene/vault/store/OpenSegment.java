package cn.mejene.vault.store;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * The wanted part of one opened segment, given out piece by piece without copying. Confined to its stream's event loop.
 * The array is wiped and released when it was closed and every piece given out has been sent.
 */
final class OpenSegment {
    private static final int PIECE = 64 * 1024;

    private final Batch plain;
    private final int end;
    private int position;
    private int beingSent;
    private boolean closed;

    OpenSegment(Batch plain, int start, int end) {
        this.plain = plain;
        this.position = start;
        this.end = end;
    }

    boolean hasMore() {
        return position < end;
    }

    /** The next at most 64 KiB; {@link #sent} must follow. */
    Buffer next() {
        int length = Math.min(PIECE, end - position);
        var piece = BufferInternal.buffer(Unpooled.wrappedBuffer(plain.array(), position, length));
        position += length;
        beingSent++;
        return piece;
    }

    void sent() {
        beingSent--;
        releaseWhenIdle();
    }

    void close() {
        closed = true;
        releaseWhenIdle();
    }

    private void releaseWhenIdle() {
        if (closed && beingSent == 0) {
            plain.release();
        }
    }
}
