package cn.mejene.vault;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** Takes a content of known size into memory. Confined to the context that writes. */
final class MemoryTarget implements WriteStream<Buffer> {
    private final byte[] bytes;
    private int filled;

    MemoryTarget(int size) {
        bytes = new byte[size];
    }

    /** The content; whoever takes it wipes it. */
    byte[] bytes() {
        if (filled != bytes.length) {
            throw new IllegalStateException("the content is shorter than its record says");
        }
        return bytes;
    }

    @Override
    public Future<Void> write(Buffer data) {
        var part = data.getBytes();
        System.arraycopy(part, 0, bytes, filled, part.length);
        filled += part.length;
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
        return this;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
