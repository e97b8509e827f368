package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every kind of upload. */
final class InspectorsTest {
    private static final String UNSUPPORTED = "415 unsupported-format";

    @Test
    void byKind_hasTheFiveKinds() {
        assertThat(Inspectors.byKind())
                .containsOnlyKeys("oral-scan", "xray", "treatment-record", "treatment-plan", "warranty-card");
    }

    @Test
    void byKind_givesAFreshInspector_whenAskedAgain() {
        var source = Objects.requireNonNull(Inspectors.byKind().get("xray"));

        assertThat(source.create(OptionalLong.empty())).isNotSameAs(source.create(OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "504b0304",
                "504b0506",
                "1f8b0800",
                "4d5a9000",
                "7f454c46",
                "cffaedfe",
                "feedface",
                "cafebabe",
                "23212f62",
                "3c68746d6c",
                "3c3f786d6c",
                "efbbbf3c21444f",
                "20090d0a3c737667",
                "fffe3c00",
                "377abcaf271c"
            })
    void finish_refuses_whenContentIsForeignToEveryKind(String start) {
        var content = Samples.cut(HexFormat.of().parseHex(start), 400);

        for (var kind : Inspectors.byKind().keySet()) {
            assertThat(Inspection.of(kind, content)).as(kind).isEqualTo(UNSUPPORTED);
        }
    }

    @Test
    void finish_refuses_whenBinaryStlHidesAnArchive() {
        assertThat(Inspection.of("oral-scan", Samples.binaryStl("PK\3\4", 3))).isEqualTo(UNSUPPORTED);
    }

    /** A directory at the end makes any content an archive to whoever looks for one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000, 65_000})
    void finish_refuses_whenAnArchiveHasItsDirectoryAtTheEnd(int comment) {
        var scan = Samples.binaryStl("scan", 2_000);
        assertThat(Inspection.of("oral-scan", scan)).isEqualTo("stl-binary");

        ByteBuffer.wrap(scan)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(scan.length - 22 - comment)
                .put(HexFormat.of().parseHex("504b0506000000000100010030000000" + "0a000000"))
                .putShort((short) comment);
        assertThat(Inspection.of("oral-scan", scan)).isEqualTo(UNSUPPORTED);

        // A comment that is cut is no obstacle to many readers.
        ByteBuffer.wrap(scan).order(ByteOrder.LITTLE_ENDIAN).putShort(scan.length - comment - 2, (short) 65_535);
        assertThat(Inspection.of("oral-scan", scan)).isEqualTo(UNSUPPORTED);
    }

    /** The four bytes alone are there by chance in one content of some ten thousand. */
    @Test
    void archive_isNotSeen_whenOnlyItsMarkIsThere() {
        var directory = new ZipDirectory();
        var random = new Random(7);
        var bytes = new byte[100_000];
        random.nextBytes(bytes);
        for (int at = 40_000; at < 99_000; at += 1000) {
            System.arraycopy(HexFormat.of().parseHex("504b0506"), 0, bytes, at, 4);
        }
        directory.show(bytes, 0, 30_000);
        directory.show(bytes, 30_000, 70_000);

        assertThat(directory.isPresent()).isFalse();
    }

    @Test
    void finish_refuses_whenContentIsOfAnotherKind() {
        assertThat(Inspection.of("oral-scan", DicomFile.valid(DicomFile.EXPLICIT)))
                .isEqualTo(UNSUPPORTED);
        assertThat(Inspection.of("oral-scan", Samples.picture("png"))).isEqualTo(UNSUPPORTED);
        assertThat(Inspection.of("xray", Samples.picture("jpeg"))).isEqualTo(UNSUPPORTED);
        assertThat(Inspection.of("xray", Samples.binaryStl("scan", 2))).isEqualTo(UNSUPPORTED);
        assertThat(Inspection.of("warranty-card", Samples.binaryStl("scan", 2))).isEqualTo(UNSUPPORTED);
        assertThat(Inspection.of("treatment-plan", DicomFile.valid(DicomFile.EXPLICIT)))
                .isEqualTo(UNSUPPORTED);
    }

    @Test
    void finish_refuses_whenContentIsEmpty() {
        for (var kind : Inspectors.byKind().keySet()) {
            assertThat(Inspection.of(kind, new byte[0])).isEqualTo("422 damaged-content");
        }
    }

    @Test
    void finish_throws_whenSizeIsNotWhatWasSeen() {
        var inspector = Objects.requireNonNull(Inspectors.byKind().get("xray")).create(OptionalLong.empty());
        inspector.inspect(new byte[10], 2, 5);

        assertThatThrownBy(() -> inspector.finish(10)).isInstanceOf(IllegalArgumentException.class);
    }
}
