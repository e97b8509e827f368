package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a DICOM Part 10 file (PS3.10, 7): a preamble that hides no program, file meta information of an X-ray in an
 * accepted transfer syntax, and a data set whose picture is all there.
 */
final class DicomInspector implements ContentInspector {
    private static final int PREAMBLE = 128;
    private static final int PREFIX = 132;
    private static final int META_LENGTH = 12;
    private static final int LONGEST_META = 64 * 1024;
    private static final byte[] TIFF_LITTLE = HexFormat.of().parseHex("49492a00");
    private static final byte[] TIFF_BIG = HexFormat.of().parseHex("4d4d002a");
    private static final byte[] DICM = "DICM".getBytes(StandardCharsets.US_ASCII);

    /** (0002,0000), UL, 4 bytes. */
    private static final byte[] GROUP_LENGTH = HexFormat.of().parseHex("02000000554c0400");

    private final OptionalLong length;
    private final Gather prefix = new Gather(PREFIX);
    private final Gather metaLength = new Gather(META_LENGTH);
    private @Nullable Gather meta;
    private int metaSize;
    private @Nullable DicomDataSet dataSet;
    private @Nullable DicomDeflated deflated;

    DicomInspector(OptionalLong length) {
        this.length = length;
    }

    @Override
    public void inspect(byte[] bytes, int offset, int size) {
        var chunk = new Chunk(bytes, offset, size);
        if (dataSet == null) {
            head(chunk);
        }
        if (chunk.isEmpty()) {
            return;
        }
        if (deflated != null) {
            deflated.inspect(chunk);
        } else if (dataSet != null) {
            dataSet.inspect(chunk);
        }
    }

    @Override
    public String finish(long size) {
        if (dataSet == null) {
            throw Refusal.damaged("The DICOM file ends before its data begins.");
        }
        if (deflated != null) {
            deflated.finish();
        } else {
            dataSet.finish();
        }
        return "dicom";
    }

    private void head(Chunk chunk) {
        if (prefix.size() < PREFIX && prefix.fill(chunk, PREFIX)) {
            requirePreamble();
        }
        if (meta == null && metaLength.fill(chunk, META_LENGTH)) {
            meta = meta();
        }
        if (meta != null && meta.fill(chunk, metaSize)) {
            begin(DicomMeta.parse(meta));
            meta = null;
        }
    }

    private void requirePreamble() {
        var zero = IntStream.range(0, PREAMBLE).allMatch(i -> prefix.u8(i) == 0);
        if (!zero && !prefix.matches(0, TIFF_LITTLE) && !prefix.matches(0, TIFF_BIG)) {
            throw Refusal.unsupported("The DICOM preamble has to be empty or of a TIFF file.");
        }
        if (!prefix.matches(PREAMBLE, DICM)) {
            throw Refusal.unsupported("An X-ray has to be a DICOM Part 10 file.");
        }
    }

    private Gather meta() {
        if (!metaLength.matches(0, GROUP_LENGTH)) {
            throw Refusal.damaged("The DICOM file meta information does not begin with its length.");
        }
        var size = metaLength.u32(GROUP_LENGTH.length, false);
        if (size > LONGEST_META) {
            throw Refusal.damaged("The DICOM file meta information is longer than 64 KiB.");
        }
        metaSize = (int) size;
        return new Gather(metaSize);
    }

    private void begin(DicomMeta parsed) {
        var packed = parsed.syntax().deflated();
        var before = PREFIX + META_LENGTH + metaSize;
        var known = length.isPresent() && !packed;
        var walker = new DicomDataSet(parsed, known ? length.getAsLong() - before : Long.MAX_VALUE);
        dataSet = walker;
        deflated = packed ? new DicomDeflated(walker) : null;
    }
}
