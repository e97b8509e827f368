package cn.mejene.launcher.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files that a clinic may send, made here so that nothing need be at hand, and the real samples where they are. */
final class Scans {
    static final int STL_HEAD = 84;
    static final int STL_TRIANGLE = 50;

    private Scans() {}

    /** A binary STL of this many triangles; the same seed makes the same bytes. */
    static Scan stl(int triangles, long seed) {
        return stl(triangles, seed, new byte[0]);
    }

    /** @param marker up to 70 bytes that stand in the header */
    static Scan stl(int triangles, long seed, byte[] marker) {
        var random = new Random(seed);
        var out = ByteBuffer.allocate(STL_HEAD + STL_TRIANGLE * triangles).order(ByteOrder.LITTLE_ENDIAN);
        out.put("scan ".getBytes(StandardCharsets.US_ASCII)).put(marker);
        out.position(80).putInt(triangles);
        while (out.hasRemaining()) {
            for (int i = 0; i < 12; i++) {
                out.putFloat(random.nextFloat() * 100);
            }
            out.putShort((short) 0);
        }
        return new Scan("oral-scan", "scan.stl", "model/stl", out.array());
    }

    /** Length of a binary STL. */
    static long stlLength(int triangles) {
        return STL_HEAD + (long) STL_TRIANGLE * triangles;
    }

    /** A binary STL that is made as it is read; never held as a whole. */
    static InputStream endlessStl(int triangles) {
        var head = ByteBuffer.allocate(STL_HEAD).order(ByteOrder.LITTLE_ENDIAN);
        head.put("scan".getBytes(StandardCharsets.US_ASCII)).position(80).putInt(triangles);
        return new Repeated(head.array(), stl(1_000, 7).bytes(), stlLength(triangles));
    }

    /** Some bytes, then the triangles of a model again and again. */
    private static final class Repeated extends InputStream {
        private final byte[] head;
        private final byte[] model;
        private final long length;
        private long at;

        Repeated(byte[] head, byte[] model, long length) {
            this.head = head;
            this.model = model;
            this.length = length;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (at == length) {
                return -1;
            }
            boolean inHead = at < head.length;
            var source = inHead ? head : model;
            int from = inHead ? (int) at : STL_HEAD + (int) ((at - STL_HEAD) % (model.length - STL_HEAD));
            int taken = (int) Math.min(Math.min(count, source.length - from), length - at);
            System.arraycopy(source, from, target, offset, taken);
            at += taken;
            return taken;
        }
    }

    /** An ASCII PLY of one triangle with a remark in it. */
    static Scan ply(String remark) {
        var text = """
                ply
                format ascii 1.0
                comment %s
                element vertex 3
                property float x
                property float y
                property float z
                element face 1
                property list uchar int vertex_indices
                end_header
                0 0 0
                1 0 0
                0 1 0
                3 0 1 2
                """.formatted(remark);
        return new Scan("oral-scan", "scan.ply", "application/octet-stream", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A digital X-ray of 8 by 6 pixels in Explicit VR Little Endian. */
    static Scan dicom(String patient) {
        var meta = new Dicom()
                .put(0x0002_0001, "OB", new byte[] {0, 1})
                .put(0x0002_0002, "UI", Dicom.DIGITAL_XRAY)
                .put(0x0002_0010, "UI", Dicom.EXPLICIT_LITTLE_ENDIAN)
                .bytes();
        var data = new Dicom()
                .put(0x0008_0016, "UI", Dicom.DIGITAL_XRAY)
                .put(0x0010_0010, "PN", patient)
                .put(0x0028_0002, "US", new byte[] {1, 0})
                .put(0x0028_0010, "US", new byte[] {6, 0})
                .put(0x0028_0011, "US", new byte[] {8, 0})
                .put(0x0028_0100, "US", new byte[] {16, 0})
                .put(0x7fe0_0010, "OW", new byte[96])
                .bytes();
        var length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(meta.length);
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new Dicom().put(0x0002_0000, "UL", length.array()).bytes());
        out.writeBytes(meta);
        out.writeBytes(data);
        return new Scan("xray", "xray.dcm", "application/dicom", out.toByteArray());
    }

    /** Data elements one after the other, Explicit VR Little Endian. For one thread. */
    private static final class Dicom {
        static final String DIGITAL_XRAY = "1.2.840.10008.5.1.4.1.1.1.1";
        static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Dicom put(int tag, String representation, String value) {
            var bytes = value.getBytes(StandardCharsets.UTF_8);
            var even = java.util.Arrays.copyOf(bytes, bytes.length + bytes.length % 2);
            if (representation.equals("PN") && even.length > bytes.length) {
                even[bytes.length] = ' ';
            }
            return put(tag, representation, even);
        }

        Dicom put(int tag, String representation, byte[] value) {
            boolean wide = representation.startsWith("O");
            var head = ByteBuffer.allocate(wide ? 12 : 8).order(ByteOrder.LITTLE_ENDIAN);
            head.putShort((short) (tag >>> 16)).putShort((short) tag);
            head.put(representation.getBytes(StandardCharsets.US_ASCII));
            if (wide) {
                head.putShort((short) 0).putInt(value.length);
            } else {
                head.putShort((short) value.length);
            }
            out.writeBytes(head.array());
            out.writeBytes(value);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** Where real files lie beside the project, if they do. */
    static Path samples() {
        return RunningSystem.root().resolve("../shared/samples").normalize();
    }

    /** @param name below the folder of samples, e.g. {@code stl/soup.stl} */
    static Scan sample(String name) {
        var file = samples().resolve(name);
        var lower = name.toLowerCase(java.util.Locale.ROOT);
        boolean picture = lower.endsWith(".dcm") || lower.endsWith(".gz");
        try {
            return new Scan(
                    picture ? "xray" : "oral-scan",
                    file.getFileName().toString(),
                    picture ? "application/dicom" : "application/octet-stream",
                    Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
