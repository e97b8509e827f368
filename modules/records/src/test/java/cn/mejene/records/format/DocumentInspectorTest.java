package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PDF, JPEG and PNG uploads. */
final class DocumentInspectorTest {
    private static final String DAMAGED = "422 damaged-content";
    private static final String END = "startxref\n60\n%%EOF\n";

    @Test
    void finish_accepts_everyDocumentFormat() {
        for (var kind : new String[] {"treatment-record", "treatment-plan", "warranty-card"}) {
            assertThat(Inspection.of(kind, Samples.pdf(END))).isEqualTo("pdf");
            assertThat(Inspection.of(kind, Samples.picture("jpeg"))).isEqualTo("jpeg");
            assertThat(Inspection.of(kind, Samples.picture("png"))).isEqualTo("png");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void finish_refuses_whenPictureIsCutShort(String format) {
        var content = Samples.picture(format);
        for (var length = 8; length < content.length; length++) {
            assertThat(inspect(Samples.cut(content, length))).isEqualTo(DAMAGED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void finish_refuses_whenSomethingFollowsThePicture(String format) {
        assertThat(inspect(Samples.join(Samples.picture(format), Samples.text("PK\3\4"))))
                .isEqualTo(DAMAGED);
    }

    @Test
    void finish_acceptsJpeg_whenPaddedOrFollowedByAnother() {
        var jpeg = Samples.picture("jpeg");

        assertThat(inspect(Samples.join(jpeg, new byte[100]))).isEqualTo("jpeg");
        assertThat(inspect(Samples.join(jpeg, new byte[3], jpeg))).isEqualTo("jpeg");
        assertThat(inspect(Samples.join(jpeg, Samples.cut(jpeg, 200)))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refusesJpeg_whenItHoldsNoPicture() {
        assertThat(inspect(new byte[] {-1, (byte) 0xd8, -1, (byte) 0xd9})).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refusesPng_whenAnyByteIsChanged() {
        var png = Samples.picture("png");
        for (var at = 8; at < png.length; at += 5) {
            var broken = png.clone();
            broken[at] = (byte) (broken[at] ^ 1);

            assertThat(inspect(broken)).isEqualTo(DAMAGED);
        }
    }

    @Test
    void finish_refusesPng_whenItsDimensionsAreAbsurd() {
        assertThat(inspect(resized(0, 10))).isEqualTo(DAMAGED);
        assertThat(inspect(resized(60_000, 60_000))).isEqualTo(DAMAGED);
        assertThat(inspect(resized(-1, 1))).isEqualTo(DAMAGED);
        assertThat(inspect(resized(10_000, 10_000))).isEqualTo("png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%%EOF",
                "startxref\n60\n",
                "startxref\n99999\n%%EOF",
                "startxref\nx\n%%EOF",
                "startxref\n60\n%%EOF\nPK\3\4",
                "startxref\n60\n%%EO"
            })
    void finish_refusesPdf_whenItsEndIsWrong(String end) {
        assertThat(inspect(Samples.pdf(end))).isEqualTo(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"startxref\r\n60\r\n%%EOF", "startxref 60 %%EOF\r\n\r\n\0", "startxref\n0\n%%EOF\n" + END})
    void finish_acceptsPdf_whateverItsLineEnds(String end) {
        assertThat(inspect(Samples.pdf(end))).isEqualTo("pdf");
    }

    @Test
    void finish_acceptsPdf_whenLongerThanItsTail() {
        assertThat(inspect(Samples.pdf("% \n".repeat(9000) + END))).isEqualTo("pdf");
    }

    @Test
    void finish_refusesPdf_whenVersionIsUnknown() {
        assertThat(inspect(Samples.text("%PDF-3.0\n" + END))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.text("%PDF-1.7"))).isEqualTo(DAMAGED);
    }

    private static byte[] resized(int width, int height) {
        var png = Samples.picture("png");
        var crc = new CRC32();
        var buffer = ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        crc.update(png, 12, 17);
        return buffer.putInt(29, (int) crc.getValue()).array();
    }

    private static String inspect(byte[] content) {
        return Inspection.of("treatment-record", content);
    }
}
