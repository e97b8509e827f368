package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STL uploads, binary and ASCII. */
final class StlInspectorTest {
    private static final String DAMAGED = "422 damaged-content";
    private static final String UNSUPPORTED = "415 unsupported-format";

    @ParameterizedTest
    @ValueSource(strings = {"", "a scanner", "solid", "solid scan of a jaw", "solid x\nfacet normal 0 0 1\n"})
    void finish_acceptsBinary_whateverTheHeader(String header) {
        assertThat(inspect(Samples.binaryStl(header, 20))).isEqualTo("stl-binary");
    }

    @Test
    void finish_acceptsBinary_whenLongerThanAChunk() {
        assertThat(inspect(Samples.binaryStl("scan", 3000))).isEqualTo("stl-binary");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void finish_refuses_whenAnyBinaryNumberIsNotFinite(float number) {
        for (var facet : new int[] {0, 7, 19}) {
            for (var position = 0; position < 12; position++) {
                var content = Samples.binaryStl("scan", 20);
                ByteBuffer.wrap(content)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(84 + 50 * facet + 4 * position, number);

                assertThat(inspect(content)).isEqualTo(DAMAGED);
            }
        }
    }

    @Test
    void finish_acceptsBinary_whenNumbersAreExtremeAndFinite() {
        var content = Samples.binaryStl("scan", 1);
        ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(84, Float.MAX_VALUE)
                .putFloat(88, -Float.MAX_VALUE)
                .putFloat(92, Float.MIN_VALUE)
                .putShort(132, (short) 0xffff);

        assertThat(inspect(content)).isEqualTo("stl-binary");
    }

    @ParameterizedTest
    @ValueSource(ints = {84, 85, 133, 134, 1083})
    void finish_refuses_whenBinaryIsCutShort(int length) {
        assertThat(inspect(Samples.cut(Samples.binaryStl("scan", 20), length))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.cut(Samples.binaryStl("solid scan", 20), length)))
                .isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenBinaryIsTooLong() {
        assertThat(inspect(Samples.join(Samples.binaryStl("scan", 20), new byte[1])))
                .isEqualTo(DAMAGED);
        assertThat(inspect(Samples.join(Samples.binaryStl("scan", 20), new byte[50])))
                .isEqualTo(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000_001, -1})
    void finish_refuses_whenCountLies(int count) {
        var content = Samples.binaryStl("scan", 20);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(80, count);

        assertThat(inspect(content)).isEqualTo(DAMAGED);
    }

    @Test
    void inspect_refusesAtTheCount_whenLengthIsDeclaredAndCannotMatch() {
        var inspector =
                Objects.requireNonNull(Inspectors.byKind().get("oral-scan")).create(OptionalLong.of(1L << 30));
        var content = Samples.binaryStl("scan", 20);

        assertThatThrownBy(() -> inspector.inspect(content, 0, 300))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.status()).isEqualTo(422));
    }

    @Test
    void finish_acceptsAscii_whateverTheLayout() {
        assertThat(inspect(Samples.asciiStl(Samples.facet("0.25")))).isEqualTo("stl-ascii");
        assertThat(inspect(Samples.text(" \r\n\tSOLID\r\n" + Samples.facet("1").toUpperCase(Locale.ROOT) + "ENDSOLID")))
                .isEqualTo("stl-ascii");
        assertThat(inspect(Samples.text("solid 上颌\r" + Samples.facet("1").replace('\n', '\r') + "endsolid 上颌")))
                .isEqualTo("stl-ascii");
        assertThat(inspect(Samples.text("solid\n" + Samples.facet("1").replaceAll("\\s+", " ") + "endsolid\n\n")))
                .isEqualTo("stl-ascii");
    }

    @Test
    void finish_acceptsAscii_whenThereAreSeveralSolids() {
        var solid = Samples.asciiStl(Samples.facet("1"));

        assertThat(inspect(Samples.join(solid, Samples.asciiStl(""), solid))).isEqualTo("stl-ascii");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nan",
                "inf",
                "-Infinity",
                "1e39",
                "1e99999999999",
                "4e38",
                "",
                "1,5",
                "0x10",
                "1e",
                ".",
                "-",
                "1f"
            })
    void finish_refuses_whenAnAsciiNumberIsNone(String number) {
        assertThat(inspect(Samples.asciiStl(Samples.facet(number)))).isEqualTo(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4e38", "1e-99999", "000000000000000000000000000000000000000000001", "-0", "+7."})
    void finish_acceptsAscii_whenNumbersAreUnusualAndFinite(String number) {
        assertThat(inspect(Samples.asciiStl(Samples.facet(number)))).isEqualTo("stl-ascii");
    }

    @Test
    void finish_refuses_whenAsciiHoldsNothing() {
        assertThat(inspect(Samples.asciiStl(""))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.text("solid"))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenAsciiIsCutShort() {
        var content = Samples.asciiStl(Samples.facet("1"));
        for (var length = 6; length < content.length - "solid a scan\n".length(); length++) {
            assertThat(inspect(Samples.cut(content, length))).isEqualTo(DAMAGED);
        }
    }

    @Test
    void finish_refuses_whenSomethingFollowsAscii() {
        var content = Samples.asciiStl(Samples.facet("1"));

        assertThat(inspect(Samples.join(content, Samples.text("<script>")))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.join(content, new byte[] {0}))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenFacetIsNoTriangle() {
        var square = Samples.facet("1").replace(" endloop", " vertex 0 0 0\n endloop");

        assertThat(inspect(Samples.asciiStl(square))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refusesAsUnsupported_whenContentIsPlainText() {
        assertThat(inspect(Samples.text("Dear colleague, ".repeat(40)))).isEqualTo(UNSUPPORTED);
        assertThat(inspect(Samples.text("short"))).isEqualTo(UNSUPPORTED);
        assertThat(inspect(Samples.text("solidarity"))).isEqualTo(UNSUPPORTED);
    }

    private static String inspect(byte[] content) {
        return Inspection.of("oral-scan", content);
    }
}
