package cn.mejene.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Makes the files that are sent: well-formed scans and X-rays of any size, full of chance. Stateless. */
public final class Contents {
    private static final int HEAD = 84;
    private static final int COUNT_AT = 80;
    private static final int FACET = 50;
    private static final int COLUMNS = 8192;
    private static final int BLOCK = FACET << 14;
    private static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.1.1";
    private static final String EXPLICIT_LITTLE = "1.2.840.10008.1.2.1";

    private Contents() {}

    /** A binary STL of at most this many bytes. */
    public static Path scan(Path file, long most) throws IOException {
        var head = buffer(HEAD);
        long facets = (most - HEAD) / FACET;
        head.put("measured".getBytes(StandardCharsets.US_ASCII)).putInt(COUNT_AT, (int) facets);
        return write(file, head.rewind(), facets * FACET, facets);
    }

    /** A digital X-ray (DICOM Part 10), 16 bits a pixel, of this many MiB of pixels; {@code number} makes it its own. */
    public static Path xray(Path file, int mebibytes, int number) throws IOException {
        int rows = (mebibytes << 20) / (2 * COLUMNS);
        var instance = "1.2.826.0.1.3680043.10.9999." + (1 + number);
        var meta = new DicomText(buffer(1024))
                .uid(2, 2, SOP_CLASS)
                .uid(2, 3, instance)
                .uid(2, 16, EXPLICIT_LITTLE)
                .bytes();
        var image = new DicomText(buffer(2048))
                .uid(8, 0x16, SOP_CLASS)
                .uid(8, 0x18, instance)
                .text(8, 0x60, "CS", "DX")
                .text(16, 0x20, "LO", "bench")
                .uid(32, 13, "1.2.826.0.1.3680043.10.9998.1")
                .uid(32, 14, "1.2.826.0.1.3680043.10.9998.2")
                .number(40, 2, 1)
                .text(40, 4, "CS", "MONOCHROME2")
                .number(40, 16, rows)
                .number(40, 17, COLUMNS)
                .number(40, 0x100, 16)
                .number(40, 0x101, 16)
                .number(40, 0x102, 15)
                .number(40, 0x103, 0)
                .bytes();
        var head = buffer(8192);
        head.position(128).put("DICM".getBytes(StandardCharsets.US_ASCII));
        head.putShort((short) 2).putShort((short) 0).put("UL".getBytes(StandardCharsets.US_ASCII));
        head.putShort((short) 4).putInt(meta.remaining()).put(meta).put(image);
        head.putShort((short) 0x7fe0).putShort((short) 16).put("OW\0\0".getBytes(StandardCharsets.US_ASCII));
        head.putInt(mebibytes << 20);
        return write(file, head.flip(), (long) mebibytes << 20, number);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Path write(Path file, ByteBuffer head, long size, long seed) throws IOException {
        try (var out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            put(out, head);
            var random = new SplittableRandom(seed);
            for (long left = size; left > 0; ) {
                var block = facets(random);
                block.limit((int) Math.min(left, BLOCK));
                left -= block.limit();
                put(out, block);
            }
            // What is being written back must not be measured.
            out.force(true);
        }
        return file;
    }

    /** Finite floats, so that any reading of them is one. */
    private static ByteBuffer facets(SplittableRandom random) {
        var block = buffer(BLOCK);
        while (block.hasRemaining()) {
            for (int i = 0; i < 12; i++) {
                block.putFloat((float) random.nextDouble(-100, 100));
            }
            block.putShort((short) 0);
        }
        return block.flip();
    }

    private static void put(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
