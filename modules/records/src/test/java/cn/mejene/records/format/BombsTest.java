package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Experiment D18: small files that promise, or unpack to, far too much are refused for less than 64 MiB of memory and a
 * second of one core. What is allocated counts, not what is held at a time.
 */
class BombsTest {
    private static final long MEMORY = 64L << 20;
    private static final Duration CPU = Duration.ofSeconds(1);
    private static final int CHUNK = 64 << 10;
    private static final int MIB = 1 << 20;

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void bomb_isRefusedCheaply(String name, String kind, byte[] content) {
        assertCheap(kind, content, OptionalLong.empty());
        assertCheap(kind, content, OptionalLong.of(content.length));
    }

    static Stream<Arguments> bombs() {
        return Stream.of(scans(), xrays(), documents()).flatMap(it -> it);
    }

    private static Stream<Arguments> scans() {
        var manyProperties = "ply\nformat ascii 1.0\nelement vertex 1\n" + "property float p\n".repeat(100_000);
        return Stream.of(
                bomb("STL of 4e9 facets", "oral-scan", stl(0xffff_ffff, MIB)),
                bomb("STL of 2e9 facets", "oral-scan", stl(Integer.MAX_VALUE, MIB)),
                bomb("STL of NaN", "oral-scan", numbers(Float.NaN)),
                bomb("STL of infinities", "oral-scan", numbers(Float.POSITIVE_INFINITY)),
                bomb("ASCII STL without a line end", "oral-scan", text("solid " + "a".repeat(16 * MIB))),
                bomb("ASCII STL of one number", "oral-scan", Samples.asciiStl(Samples.facet("1".repeat(8 * MIB)))),
                bomb("ASCII STL of 1e999999999", "oral-scan", Samples.asciiStl(Samples.facet("1e999999999"))),
                bomb("PLY of 4e9 vertices", "oral-scan", ply("4000000000")),
                bomb("PLY of 1e30 vertices", "oral-scan", ply("1" + "0".repeat(30))),
                bomb("PLY of a digit string", "oral-scan", ply("9".repeat(MIB))),
                bomb("PLY whose list is 2e9 long", "oral-scan", list(Integer.MAX_VALUE)),
                bomb("PLY whose list is 4e9 long", "oral-scan", list(-1)),
                bomb("PLY of 100,000 properties", "oral-scan", text(manyProperties + "end_header\n")),
                bomb(
                        "PLY of 100,000 elements",
                        "oral-scan",
                        text("ply\nformat ascii 1.0\n" + "element e 4000000000\n".repeat(100_000) + "end_header\n")),
                bomb(
                        "PLY without an end of its header",
                        "oral-scan",
                        text("ply\nformat ascii 1.0\n" + "comment bomb\n".repeat(MIB))));
    }

    private static Stream<Arguments> xrays() {
        var nested = new DicomFile(DicomFile.DX, DicomFile.EXPLICIT);
        for (int i = 0; i < 50_000; i++) {
            nested.element(0x0029_1001, "SQ", DicomFile.UNDEFINED).delimiter(DicomFile.ITEM, DicomFile.UNDEFINED);
        }
        var packed = new DicomFile(DicomFile.DX, DicomFile.DEFLATED)
                .number(0x0028_0010, 10_000)
                .number(0x0028_0011, 10_000)
                .number(0x0028_0100, 8)
                .element(DicomFile.PIXELS, "OB", new byte[100_000_000]);
        return Stream.of(
                bomb("DICOM of 65535 x 65535", "xray", pixels(0xffff, 0xffff)),
                bomb("DICOM of 4 GiB in one value", "xray", value(0xffff_fffeL)),
                bomb("DICOM of sequences without end", "xray", nested.file()),
                bomb("deflated DICOM of zeros", "xray", packed.file()));
    }

    private static Stream<Arguments> documents() {
        var objects = new StringBuilder("%PDF-1.7\n");
        for (int i = 1; i <= 200_000; i++) {
            objects.append(i).append(" 0 obj\n[").append(i - 1).append(" 0 R]\nendobj\n");
        }
        return Stream.of(
                bomb("PNG of 2^31 x 2^31", "treatment-plan", png(Integer.MAX_VALUE, Integer.MAX_VALUE)),
                bomb("PNG of 65535 x 65535", "treatment-plan", png(0xffff, 0xffff)),
                bomb("PNG whose chunk is 4 GiB long", "treatment-plan", longChunk()),
                bomb("JPEG of 65535 x 65535", "treatment-plan", jpeg()),
                bomb("PDF of objects without end", "treatment-plan", text(objects.toString())),
                bomb(
                        "PDF that points 10^18 ahead",
                        "treatment-plan",
                        Samples.pdf("startxref\n999999999999999999\n%%EOF")),
                bomb(
                        "PDF that points nowhere",
                        "treatment-plan",
                        Samples.pdf("startxref\n" + "9".repeat(1_000) + "\n%%EOF")),
                bomb("gzip of anything", "treatment-plan", gzip()),
                bomb("gzip as a scan", "oral-scan", gzip()));
    }

    private static Arguments bomb(String name, String kind, byte[] content) {
        return Arguments.of(name, kind, content);
    }

    private static void assertCheap(String kind, byte[] content, OptionalLong length) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();

        var outcome = Inspection.of(kind, content, CHUNK, length);

        assertThat(threads.getCurrentThreadCpuTime() - cpu).as("CPU time").isLessThan(CPU.toNanos());
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                .as("memory")
                .isLessThan(MEMORY);
        assertThat(outcome).matches("4(15|22) .*");
    }

    private static byte[] stl(int count, int size) {
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(80, count)
                .array();
    }

    private static byte[] numbers(float number) {
        int facets = 20_000;
        var stl = ByteBuffer.wrap(stl(facets, 84 + facets * 50)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 84; at < stl.capacity(); at += 50) {
            for (int i = 0; i < 12; i++) {
                stl.putFloat(at + i * Float.BYTES, number);
            }
        }
        return stl.array();
    }

    private static byte[] ply(String count) {
        return text("ply\nformat binary_little_endian 1.0\nelement vertex " + count
                + "\nproperty float x\nproperty float y\nproperty float z\nend_header\n" + "0".repeat(MIB));
    }

    private static byte[] list(int length) {
        var header = "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nproperty float y\n"
                + "property float z\nelement face 1\nproperty list uint int v\nend_header\n";
        var body = ByteBuffer.allocate(MIB).order(ByteOrder.LITTLE_ENDIAN).putInt(12, length);
        return Samples.join(text(header), body.array());
    }

    private static byte[] pixels(int rows, int columns) {
        return new DicomFile(DicomFile.DX, DicomFile.JPEG)
                .number(0x0028_0010, rows)
                .number(0x0028_0011, columns)
                .number(0x0028_0100, 16)
                .fragments(new byte[0], new byte[2])
                .file();
    }

    private static byte[] value(long length) {
        return DicomFile.described(DicomFile.EXPLICIT)
                .element(0x0042_0011, "OB", length)
                .raw(new byte[MIB])
                .file();
    }

    private static byte[] png(int width, int height) {
        var png = Samples.picture("png");
        var buffer = ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        var crc = new CRC32();
        crc.update(png, 12, 17);
        buffer.putInt(29, (int) crc.getValue());
        return png;
    }

    private static byte[] longChunk() {
        var png = Samples.picture("png");
        ByteBuffer.wrap(png).putInt(33, -1);
        return png;
    }

    /** The size stands in the frame header, behind length and precision. */
    private static byte[] jpeg() {
        var jpeg = Samples.picture("jpg");
        for (int at = 2; ; at += 2 + ((jpeg[at + 2] & 0xff) << 8 | jpeg[at + 3] & 0xff)) {
            if ((jpeg[at + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(jpeg).putInt(at + 5, -1);
                return jpeg;
            }
        }
    }

    private static byte[] gzip() {
        return Samples.join(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3}, new byte[MIB]);
    }

    private static byte[] text(String content) {
        return Samples.text(content);
    }
}
