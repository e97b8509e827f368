package cn.mejene.vault.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A file while it is written, front to back. For one thread at a time; all of it blocks. */
interface BlobFile extends Closeable {
    /** Appends the first {@code length} bytes of the array. */
    void append(byte[] array, int length) throws IOException;

    /** Returns when everything appended survives a crash. Nothing is appended after that. */
    void sync() throws IOException;

    /**
     * Through the page cache.
     *
     * @param synced whether {@link #sync} waits for the disk
     */
    record Buffered(FileChannel channel, boolean synced) implements BlobFile {
        @Override
        public void append(byte[] array, int length) throws IOException {
            var bytes = ByteBuffer.wrap(array, 0, length);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void sync() throws IOException {
            if (synced) {
                channel.force(true);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Whole batches past the page cache, so that little is left to be waited for at the end, and the rest, which does not
     * fill blocks, through it. One write is over before the next begins, and no two touch one page.
     */
    final class Direct implements BlobFile {
        private final FileChannel cached;
        private final Opening opening;
        private final AlignedBuffers buffers;
        private final boolean synced;
        private @Nullable FileChannel past;
        private long length;

        /** Opens the file once more, past the page cache. */
        @FunctionalInterface
        interface Opening {
            FileChannel open() throws IOException;
        }

        /** @param synced whether {@link #sync} waits for the disk */
        Direct(FileChannel cached, Opening opening, AlignedBuffers buffers, boolean synced) {
            this.cached = cached;
            this.opening = opening;
            this.buffers = buffers;
            this.synced = synced;
        }

        @Override
        public void append(byte[] array, int size) throws IOException {
            if (size == BatchPool.BATCH && length % buffers.block() == 0) {
                appendPast(array);
            } else {
                write(cached, ByteBuffer.wrap(array, 0, size));
            }
            length += size;
        }

        private void appendPast(byte[] array) throws IOException {
            var bytes = buffers.borrow();
            try {
                write(past(), bytes.put(array).flip());
            } finally {
                buffers.takeBack(bytes);
            }
        }

        private FileChannel past() throws IOException {
            var open = past;
            if (open == null) {
                open = opening.open();
                past = open;
            }
            return open;
        }

        private void write(FileChannel channel, ByteBuffer bytes) throws IOException {
            for (long at = length; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        }

        /** Of the file, whichever way its bytes went. */
        @Override
        public void sync() throws IOException {
            if (synced) {
                cached.force(true);
            }
        }

        @Override
        public void close() throws IOException {
            var open = past;
            if (open != null) {
                open.close();
            }
            cached.close();
        }
    }
}
