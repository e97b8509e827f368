package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PLY uploads of the three encodings. */
final class PlyInspectorTest {
    private static final String DAMAGED = "422 damaged-content";
    private static final String ROWS = "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";

    @Test
    void finish_accepts_everyEncoding() {
        assertThat(inspect(Samples.asciiPly(ROWS))).isEqualTo("ply-ascii");
        assertThat(inspect(Samples.binaryPly(ByteOrder.LITTLE_ENDIAN))).isEqualTo("ply-binary-little-endian");
        assertThat(inspect(Samples.binaryPly(ByteOrder.BIG_ENDIAN))).isEqualTo("ply-binary-big-endian");
    }

    @Test
    void finish_accepts_whenLinesEndInCrLf() {
        var content = new String(Samples.asciiPly(ROWS), StandardCharsets.UTF_8).replace("\n", "\r\n");

        assertThat(inspect(Samples.text(content))).isEqualTo("ply-ascii");
    }

    @Test
    void finish_accepts_whenARowHasMoreNumbersThanDeclared() {
        assertThat(inspect(Samples.asciiPly("0 0 0 9 9\n1 0 0\n0 1 0\n3 0 1 2 0.5 0.5")))
                .isEqualTo("ply-ascii");
    }

    @Test
    void finish_accepts_whenElementsAreEmptyOrWithoutProperties() {
        var header = "ply\nformat binary_little_endian 1.0\nobj_info none\nelement mark 5\nelement vertex 1\n"
                + "property char x\nproperty uint16 y\nproperty double z\nproperty list uchar float w\n"
                + "element face 0\nproperty list uchar int v\nend_header\n";

        assertThat(inspect(Samples.join(Samples.text(header), new byte[12]))).isEqualTo("ply-binary-little-endian");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "inf", "1e400", "x", "--1"})
    void finish_refuses_whenAnAsciiNumberIsNone(String number) {
        assertThat(inspect(Samples.asciiPly("0 0 " + number + "\n1 0 0\n0 1 0\n3 0 1 2\n")))
                .isEqualTo(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void finish_refuses_whenABinaryCoordinateIsNotFinite(float number) {
        assertThat(inspect(Samples.binaryPly(ByteOrder.LITTLE_ENDIAN, number))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.binaryPly(ByteOrder.BIG_ENDIAN, number))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenADoubleIsNotFinite() {
        var header = "ply\nformat binary_big_endian 1.0\nelement vertex 1\nproperty double x\nproperty double y\n"
                + "property double z\n%send_header\n";
        var infinite = Samples.join(new byte[16], new byte[] {0x7f, (byte) 0xf0, 0, 0, 0, 0, 0, 0});

        assertThat(inspect(Samples.join(Samples.text(header.formatted("")), infinite)))
                .isEqualTo(DAMAGED);
        assertThat(inspect(Samples.join(
                        Samples.text(header.formatted("property list uchar int l\n")), infinite, new byte[1])))
                .isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenBodyIsCutShort() {
        for (var content :
                new byte[][] {Samples.binaryPly(ByteOrder.LITTLE_ENDIAN), Samples.binaryPly(ByteOrder.BIG_ENDIAN)}) {
            for (var length = 5; length < content.length; length++) {
                assertThat(inspect(Samples.cut(content, length))).isEqualTo(DAMAGED);
            }
        }
    }

    @Test
    void finish_refuses_whenRowsAreMissing() {
        assertThat(inspect(Samples.asciiPly("0 0 0\n1 0 0\n0 1 0\n"))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.asciiPly("0 0 0\n1 0 0\n0 1 0\n3 0 1"))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenSomethingFollows() {
        assertThat(inspect(Samples.join(Samples.binaryPly(ByteOrder.LITTLE_ENDIAN), new byte[1])))
                .isEqualTo(DAMAGED);
        assertThat(inspect(Samples.asciiPly(ROWS + "4 0 1 2 3\n"))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.asciiPly(ROWS + "\0"))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenAListHasNegativeLength() {
        var header = "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty char x\nproperty char y\n"
                + "property char z\nproperty list char char l\nend_header\n";

        assertThat(inspect(Samples.join(Samples.text(header), new byte[] {0, 0, 0, -1})))
                .isEqualTo(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format ascii 2.0\nelement vertex 1\n",
                "format utf8 1.0\nelement vertex 1\n",
                "element vertex 1\n",
                "format ascii 1.0\nformat ascii 1.0\nelement vertex 1\n",
                "format ascii 1.0\nproperty float q\nelement vertex 1\n",
                "format ascii 1.0\nelement vertex 0\n",
                "format ascii 1.0\nelement vertex -1\n",
                "format ascii 1.0\nelement vertex 1e3\n",
                "format ascii 1.0\nelement vertex 4294967297\n",
                "format ascii 1.0\nelement vertex 99999999999999999999999999\n",
                "format ascii 1.0\nelement vertex 1\nproperty half q\n",
                "format ascii 1.0\nelement vertex 1\nproperty list float int q\n",
                "format ascii 1.0\nelement vertex 1\nsurprise\n",
                "format ascii 1.0\nelement face 1\n"
            })
    void finish_refuses_whenHeaderIsWrong(String start) {
        var content = "ply\n" + start + "property float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n";

        assertThat(inspect(Samples.text(content))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenVerticesHaveNoPosition() {
        var content = "ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nend_header\n0 0\n";

        assertThat(inspect(Samples.text(content))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenHeaderHasNoEnd() {
        assertThat(inspect(Samples.text("ply\nformat ascii 1.0\ncomment " + "x".repeat(70_000))))
                .isEqualTo(DAMAGED);
        assertThat(inspect(Samples.text("ply\n"))).isEqualTo(DAMAGED);
    }

    @Test
    void inspect_refusesAtTheHeader_whenMoreIsPromisedThanDeclared() {
        var header = new String(Samples.binaryPly(ByteOrder.LITTLE_ENDIAN), StandardCharsets.ISO_8859_1)
                .replace("vertex 3", "vertex 2147483647");
        var inspector =
                Objects.requireNonNull(Inspectors.byKind().get("oral-scan")).create(OptionalLong.of(1L << 30));
        var content = Samples.cut(Samples.text(header), 400);

        assertThatThrownBy(() -> inspector.inspect(content, 0, 400))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.status()).isEqualTo(422));
    }

    private static String inspect(byte[] content) {
        return Inspection.of("oral-scan", content);
    }
}
