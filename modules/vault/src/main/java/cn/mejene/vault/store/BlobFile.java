package cn.mejene.vault.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

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
     * Past the page cache, so that little is left to be waited for at the end. Only whole blocks can be written so: the
     * last one is filled up, and the file cut to its length afterwards.
     */
    final class Direct implements BlobFile {
        private final FileChannel channel;
        private final AlignedBuffers buffers;
        private long length;

        Direct(FileChannel channel, AlignedBuffers buffers) {
            this.channel = channel;
            this.buffers = buffers;
        }

        @Override
        public void append(byte[] array, int size) throws IOException {
            if (length % buffers.block() != 0) {
                throw new IOException("only the last write may end inside a block");
            }
            var bytes = buffers.borrow();
            try {
                // The array is sealed up to its size; what lies behind it must not reach the disk.
                bytes.put(array, 0, size);
                bytes.put(new byte[padding(size)]).flip();
                for (long at = length; bytes.hasRemaining(); ) {
                    at += channel.write(bytes, at);
                }
            } finally {
                buffers.takeBack(bytes);
            }
            length += size;
        }

        private int padding(int size) {
            return Math.ceilDiv(size, buffers.block()) * buffers.block() - size;
        }

        @Override
        public void sync() throws IOException {
            channel.truncate(length);
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
