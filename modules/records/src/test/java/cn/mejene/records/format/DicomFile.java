package cn.mejene.records.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.Deflater;

/** Writes a DICOM file element by element, right or wrong. For one thread. */
final class DicomFile {
    static final String DX = "1.2.840.10008.5.1.4.1.1.1.1";
    static final String IMPLICIT = "1.2.840.10008.1.2";
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";
    static final String JPEG = "1.2.840.10008.1.2.4.50";
    static final long UNDEFINED = 0xffff_ffffL;
    static final int ITEM = 0xfffe_e000;
    static final int ITEM_END = 0xfffe_e00d;
    static final int SEQUENCE_END = 0xfffe_e0dd;
    static final int PIXELS = 0x7fe0_0010;

    private static final Set<String> LONG = Set.of("OB", "OW", "SQ", "UN", "UT");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String sopClass;
    private final String syntax;
    private final boolean implicit;
    private final boolean bigEndian;

    DicomFile(String sopClass, String syntax) {
        this.sopClass = sopClass;
        this.syntax = syntax;
        this.implicit = syntax.equals(IMPLICIT);
        this.bigEndian = syntax.equals(BIG_ENDIAN);
    }

    /** An 8 by 6 picture of 16 bits, with a sequence ahead of it, up to but without pixel data. */
    static DicomFile described(String syntax) {
        return new DicomFile(DX, syntax)
                .element(0x0008_0016, "UI", text(DX + "\0"))
                .element(0x0008_1140, "SQ", UNDEFINED)
                .delimiter(ITEM, UNDEFINED)
                .element(0x0008_1150, "UI", text("1.2.3\0"))
                .delimiter(ITEM_END, 0)
                .delimiter(ITEM, 0)
                .delimiter(SEQUENCE_END, 0)
                .number(0x0028_0002, 1)
                .number(0x0028_0010, 6)
                .number(0x0028_0011, 8)
                .number(0x0028_0100, 16);
    }

    static byte[] valid(String syntax) {
        return syntax.equals(JPEG)
                ? described(syntax).fragments(new byte[0], new byte[] {1, 2}).file()
                : described(syntax).element(PIXELS, "OW", new byte[96]).file();
    }

    DicomFile element(int tag, String representation, byte[] value) {
        element(tag, representation, value.length);
        out.writeBytes(value);
        return this;
    }

    DicomFile element(int tag, String representation, long length) {
        tag(tag);
        if (implicit) {
            return put(length, 4);
        }
        out.writeBytes(text(representation));
        return LONG.contains(representation) ? put(0, 2).put(length, 4) : put(length, 2);
    }

    DicomFile number(int tag, int value) {
        return element(tag, "US", 2).put(value, 2);
    }

    DicomFile delimiter(int tag, long length) {
        tag(tag);
        return put(length, 4);
    }

    DicomFile fragments(byte[]... fragments) {
        element(PIXELS, "OB", UNDEFINED);
        for (var fragment : fragments) {
            delimiter(ITEM, fragment.length);
            out.writeBytes(fragment);
        }
        return delimiter(SEQUENCE_END, 0);
    }

    DicomFile raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] file() {
        return file(new byte[128]);
    }

    byte[] file(byte[] preamble) {
        var meta = new DicomFile(sopClass, EXPLICIT)
                .element(0x0002_0001, "OB", new byte[] {0, 1})
                .element(0x0002_0002, "UI", text(sopClass + "\0".repeat(sopClass.length() % 2)))
                .element(0x0002_0010, "UI", text(syntax + "\0".repeat(syntax.length() % 2)))
                .dataSet();
        var length =
                new DicomFile(sopClass, EXPLICIT).element(0x0002_0000, "UL", 4).put(meta.length, 4);
        var data = syntax.equals(DEFLATED) ? deflated() : dataSet();
        return Samples.join(preamble, text("DICM"), length.dataSet(), meta, data);
    }

    byte[] dataSet() {
        return out.toByteArray();
    }

    static byte[] text(String value) {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] deflated() {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(dataSet());
            deflater.finish();
            var packed = new ByteArrayOutputStream();
            var buffer = new byte[4096];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        }
    }

    private void tag(int tag) {
        put(tag >>> 16, 2).put(tag & 0xffff, 2);
    }

    private DicomFile put(long value, int bytes) {
        for (var i = 0; i < bytes; i++) {
            out.write((int) (value >> (8 * (bigEndian ? bytes - 1 - i : i))));
        }
        return this;
    }
}
