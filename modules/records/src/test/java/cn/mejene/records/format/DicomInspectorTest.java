package cn.mejene.records.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DICOM uploads in every accepted way of writing. */
final class DicomInspectorTest {
    private static final String DAMAGED = "422 damaged-content";
    private static final String UNSUPPORTED = "415 unsupported-format";

    @ParameterizedTest
    @ValueSource(
            strings = {DicomFile.IMPLICIT, DicomFile.EXPLICIT, DicomFile.DEFLATED, DicomFile.BIG_ENDIAN, DicomFile.JPEG
            })
    void finish_accepts_everyEncoding(String syntax) {
        assertThat(inspect(DicomFile.valid(syntax))).isEqualTo("dicom");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {DicomFile.IMPLICIT, DicomFile.EXPLICIT, DicomFile.DEFLATED, DicomFile.BIG_ENDIAN, DicomFile.JPEG
            })
    void finish_refuses_whenCutShortAnywhere(String syntax) {
        var content = DicomFile.valid(syntax);
        for (var length = 132; length < content.length; length++) {
            assertThat(inspect(Samples.cut(content, length))).isEqualTo(DAMAGED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".51", ".57", ".70", ".80", ".81", ".90", ".91", ".201", ".202", ".203"})
    void finish_accepts_everyCompression(String syntax) {
        var file = DicomFile.described("1.2.840.10008.1.2.4" + syntax).fragments(new byte[0], new byte[10]);

        assertThat(inspect(file.file())).isEqualTo("dicom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.10008.1.2.4.100", "1.2.840.10008.1.20", "1.2.3", ""})
    void finish_refuses_whenSyntaxIsNotAccepted(String syntax) {
        var file = DicomFile.described(syntax).element(DicomFile.PIXELS, "OW", new byte[96]);

        assertThat(inspect(file.file())).isEqualTo(UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.88.11", "1.2.3", ""})
    void finish_refuses_whenClassIsNoXRay(String sopClass) {
        var file = new DicomFile(sopClass, DicomFile.EXPLICIT).raw(DicomFile.valid(DicomFile.EXPLICIT));

        assertThat(inspect(file.file())).isEqualTo(UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4d5a9000", "7f454c46", "23212f62", "00000001", "49492b00"})
    void finish_refuses_whenPreambleIsNeitherEmptyNorTiff(String preamble) {
        assertThat(inspect(withPreamble(preamble))).isEqualTo(UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"49492a00e8050800", "4d4d002a00000008"})
    void finish_accepts_whenPreambleIsOfTiff(String preamble) {
        assertThat(inspect(withPreamble(preamble))).isEqualTo("dicom");
    }

    @Test
    void finish_refuses_whenMetaInformationIsBroken() {
        var content = DicomFile.valid(DicomFile.EXPLICIT);
        for (var at : new int[] {132, 136, 140, 142, 144, 148, 158, 162}) {
            var broken = content.clone();
            broken[at] = (byte) (broken[at] ^ 0x55);

            assertThat(inspect(broken)).as("byte %d", at).isEqualTo(DAMAGED);
        }
    }

    @Test
    void finish_refuses_whenPixelDataHasAnotherLengthThanDescribed() {
        for (var length : new int[] {0, 48, 94, 98, 192}) {
            var file = DicomFile.described(DicomFile.EXPLICIT).element(DicomFile.PIXELS, "OW", new byte[length]);

            assertThat(inspect(file.file())).isEqualTo(DAMAGED);
        }
    }

    @Test
    void finish_accepts_whenPixelDataIsPaddedToEvenLength() {
        var file = new DicomFile(DicomFile.DX, DicomFile.EXPLICIT)
                .element(0x0028_0008, "IS", DicomFile.text("3 "))
                .number(0x0028_0010, 3)
                .number(0x0028_0011, 3)
                .number(0x0028_0100, 8)
                .element(DicomFile.PIXELS, "OB", new byte[28]);

        assertThat(inspect(file.file())).isEqualTo("dicom");
    }

    @Test
    void finish_refuses_whenThereIsNoPicture() {
        assertThat(inspect(DicomFile.described(DicomFile.EXPLICIT).file())).isEqualTo(DAMAGED);
        assertThat(inspect(DicomFile.described(DicomFile.JPEG)
                        .fragments(new byte[0])
                        .file()))
                .isEqualTo(DAMAGED);
        assertThat(inspect(DicomFile.described(DicomFile.JPEG)
                        .fragments(new byte[0], new byte[0])
                        .file()))
                .isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenPictureIsDescribedAbsurdly() {
        assertThat(inspect(pictureOf(0, 8))).isEqualTo(DAMAGED);
        assertThat(inspect(pictureOf(65_535, 65_535))).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenFramesExceedFragments() {
        var file = DicomFile.described(DicomFile.JPEG)
                .element(0x0028_0008, "IS", DicomFile.text("2 "))
                .fragments(new byte[0], new byte[2]);

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenPixelDataContradictsTheSyntax() {
        var compressed = DicomFile.described(DicomFile.EXPLICIT).fragments(new byte[0], new byte[2]);
        var plain = DicomFile.described(DicomFile.JPEG).element(DicomFile.PIXELS, "OW", new byte[96]);

        assertThat(inspect(compressed.file())).isEqualTo(DAMAGED);
        assertThat(inspect(plain.file())).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenDataIsOfAnotherClass() {
        var file = new DicomFile(DicomFile.DX, DicomFile.EXPLICIT)
                .element(0x0008_0016, "UI", DicomFile.text("1.2.840.10008.5.1.4.1.1.7\0"))
                .raw(described());

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenPictureIsDescribedTwice() {
        var file = DicomFile.described(DicomFile.EXPLICIT)
                .number(0x0028_0010, 6)
                .element(DicomFile.PIXELS, "OW", new byte[96]);

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
        assertThat(inspect(DicomFile.described(DicomFile.EXPLICIT)
                        .element(DicomFile.PIXELS, "OW", new byte[96])
                        .element(DicomFile.PIXELS, "OW", new byte[96])
                        .file()))
                .isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenARepresentationDoesNotExist() {
        var file = DicomFile.described(DicomFile.EXPLICIT)
                .element(0x0029_1010, "ZZ", new byte[2])
                .element(DicomFile.PIXELS, "OW", new byte[96]);

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
    }

    @Test
    void finish_accepts_whenSequencesAndUnknownValuesAreNested() {
        var inner = new DicomFile(DicomFile.DX, DicomFile.EXPLICIT)
                .delimiter(DicomFile.ITEM, 10)
                .number(0x0028_0010, 99);
        var unknown = new DicomFile(DicomFile.DX, DicomFile.IMPLICIT)
                .delimiter(DicomFile.ITEM, DicomFile.UNDEFINED)
                .element(0x0009_1001, "", new byte[70])
                .delimiter(DicomFile.ITEM_END, 0)
                .delimiter(DicomFile.SEQUENCE_END, 0);
        var file = DicomFile.described(DicomFile.EXPLICIT)
                .element(0x0029_1001, "SQ", inner.dataSet())
                .element(0x0029_1002, "UN", DicomFile.UNDEFINED)
                .raw(unknown.dataSet())
                .element(DicomFile.PIXELS, "OW", new byte[96]);

        assertThat(inspect(file.file())).isEqualTo("dicom");
    }

    @Test
    void finish_accepts_whenAnIconIsCompressedToo() {
        var icon = new DicomFile(DicomFile.DX, DicomFile.JPEG)
                .delimiter(DicomFile.ITEM, DicomFile.UNDEFINED)
                .fragments(new byte[0], new byte[4])
                .delimiter(DicomFile.ITEM_END, 0)
                .delimiter(DicomFile.SEQUENCE_END, 0);
        var file = DicomFile.described(DicomFile.JPEG)
                .element(0x0088_0200, "SQ", DicomFile.UNDEFINED)
                .raw(icon.dataSet());

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
        assertThat(inspect(file.fragments(new byte[0], new byte[4]).file())).isEqualTo("dicom");
    }

    @Test
    void finish_refuses_whenAnElementIsLongerThanItsItem() {
        var inner = new DicomFile(DicomFile.DX, DicomFile.EXPLICIT)
                .delimiter(DicomFile.ITEM, 10)
                .element(0x0008_0060, "CS", 40);
        var file = DicomFile.described(DicomFile.EXPLICIT)
                .element(0x0029_1001, "SQ", inner.dataSet())
                .raw(new byte[200]);

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
    }

    @Test
    void finish_refuses_whenNestedWithoutEnd() {
        var file = new DicomFile(DicomFile.DX, DicomFile.EXPLICIT);
        for (var i = 0; i < 10_000; i++) {
            file.element(0x0029_1001, "SQ", DicomFile.UNDEFINED).delimiter(DicomFile.ITEM, DicomFile.UNDEFINED);
        }

        assertThat(inspect(file.file())).isEqualTo(DAMAGED);
    }

    @Test
    void inspect_refusesAtTheHeader_whenAValueIsLongerThanTheDeclaredContent() {
        var file = DicomFile.described(DicomFile.EXPLICIT).element(0x0042_0011, "OB", 1L << 30);
        var content = file.raw(new byte[100]).file();
        var inspector = Objects.requireNonNull(Inspectors.byKind().get("xray")).create(OptionalLong.of(content.length));

        assertThatThrownBy(() -> inspector.inspect(content, 0, content.length - 90))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.status()).isEqualTo(422));
    }

    @Test
    void finish_refuses_whenDeflatedDataUnpacksToTooMuch() {
        var file = new DicomFile(DicomFile.DX, DicomFile.DEFLATED)
                .number(0x0028_0010, 12_000)
                .number(0x0028_0011, 12_000)
                .number(0x0028_0100, 8)
                .element(DicomFile.PIXELS, "OB", new byte[144_000_000]);

        assertThat(Inspection.of("xray", file.file(), 64 * 1024, OptionalLong.empty()))
                .isEqualTo(DAMAGED);
    }

    @Test
    void finish_acceptsOnlyARightTrailer_whenDeflated() {
        var content = DicomFile.valid(DicomFile.DEFLATED);
        var data = DicomFile.described(DicomFile.EXPLICIT)
                .element(DicomFile.PIXELS, "OW", new byte[96])
                .dataSet();
        var crc = new CRC32();
        crc.update(data);
        var trailer = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(data.length)
                .array();

        assertThat(inspect(Samples.join(content, trailer))).isEqualTo("dicom");
        assertThat(inspect(Samples.join(content, new byte[1]))).isEqualTo("dicom");
        assertThat(inspect(Samples.join(content, new byte[8]))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.join(content, new byte[] {1}))).isEqualTo(DAMAGED);
        assertThat(inspect(Samples.join(content, trailer, trailer))).isEqualTo(DAMAGED);
    }

    private static byte[] described() {
        return DicomFile.described(DicomFile.EXPLICIT)
                .element(DicomFile.PIXELS, "OW", new byte[96])
                .dataSet();
    }

    private static byte[] pictureOf(int rows, int columns) {
        return new DicomFile(DicomFile.DX, DicomFile.JPEG)
                .number(0x0028_0010, rows)
                .number(0x0028_0011, columns)
                .fragments(new byte[0], new byte[2])
                .file();
    }

    private static byte[] withPreamble(String start) {
        return DicomFile.described(DicomFile.EXPLICIT)
                .element(DicomFile.PIXELS, "OW", new byte[96])
                .file(Arrays.copyOf(HexFormat.of().parseHex(start), 128));
    }

    private static String inspect(byte[] content) {
        return Inspection.of("xray", content);
    }
}
