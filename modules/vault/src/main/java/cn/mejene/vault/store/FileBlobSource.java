package cn.mejene.vault.store;

import cn.mejene.vault.seal.IntegrityException;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** One open file of a {@link FileBlobStore}. */
final class FileBlobSource implements BlobSource {
    private final FileChannel channel;
    private final long size;
    private final Offload offload;

    FileBlobSource(FileChannel channel, long size, Offload offload) {
        this.channel = channel;
        this.size = size;
        this.offload = offload;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Future<Void> read(long offset, byte[] into, int length) {
        var buffer = ByteBuffer.wrap(into, 0, length);
        return offload.run(() -> fill(buffer, offset));
    }

    @Override
    public Future<Void> close() {
        return offload.run(channel::close);
    }

    private void fill(ByteBuffer buffer, long offset) throws IOException {
        long position = offset;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position);
            if (read < 0) {
                throw new IntegrityException("object length");
            }
            position += read;
        }
    }
}
