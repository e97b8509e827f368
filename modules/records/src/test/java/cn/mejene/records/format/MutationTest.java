package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to a file, it is accepted or refused, and alike in every chunking; nothing else is thrown. */
final class MutationTest {
    private static final int ROUNDS = 1500;

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("oral-scan", Samples.binaryStl("solid scan", 9)),
                Arguments.of("oral-scan", Samples.asciiStl(Samples.facet("1").repeat(2))),
                Arguments.of("oral-scan", Samples.asciiPly("0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n")),
                Arguments.of("oral-scan", Samples.binaryPly(ByteOrder.LITTLE_ENDIAN)),
                Arguments.of("oral-scan", Samples.binaryPly(ByteOrder.BIG_ENDIAN)),
                Arguments.of("xray", DicomFile.valid(DicomFile.IMPLICIT)),
                Arguments.of("xray", DicomFile.valid(DicomFile.EXPLICIT)),
                Arguments.of("xray", DicomFile.valid(DicomFile.DEFLATED)),
                Arguments.of("xray", DicomFile.valid(DicomFile.BIG_ENDIAN)),
                Arguments.of("xray", DicomFile.valid(DicomFile.JPEG)),
                Arguments.of("treatment-plan", Samples.pdf("startxref\n60\n%%EOF\n")),
                Arguments.of("treatment-plan", Samples.picture("jpeg")),
                Arguments.of("treatment-plan", Samples.picture("png")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void finish_acceptsOrRefuses_whateverIsChanged(String kind, byte[] file) {
        var random = new Random(20_261_122);
        for (var round = 0; round < ROUNDS; round++) {
            var content = mutated(file, random);
            var whole = Inspection.of(kind, content, Integer.MAX_VALUE, OptionalLong.empty());

            assertThat(whole).matches("[a-z-]+|415 unsupported-format|422 damaged-content");
            assertThat(Inspection.of(kind, content, 1 + random.nextInt(40), OptionalLong.empty()))
                    .isEqualTo(whole);
            assertThat(Inspection.of(kind, content, 1 + random.nextInt(400), OptionalLong.of(content.length)))
                    .isEqualTo(whole);
        }
    }

    private static byte[] mutated(byte[] file, Random random) {
        var content = file.clone();
        for (var changes = 1 + random.nextInt(4); changes > 0; changes--) {
            var at = random.nextInt(content.length);
            switch (random.nextInt(5)) {
                case 0 -> content[at] = (byte) random.nextInt();
                case 1 -> content[at] = (byte) (content[at] ^ (1 << random.nextInt(8)));
                case 2 -> content[at] = -1;
                case 3 -> content = Samples.join(Samples.cut(content, at), content);
                default -> content = Samples.cut(content, Math.max(1, at));
            }
        }
        return content;
    }
}
