package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
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
