package cn.mejene.records.format;

import java.util.HashSet;
import java.util.Set;

/**
 * What a DICOM data set says about its picture, and whether its pixel data agrees (PS3.3, C.7.6.3). Looks at no pixel.
 */
final class DicomImage {
    /** No value of interest is longer, in bytes. */
    static final int LONGEST_VALUE = 64;

    private static final int SOP_CLASS = 0x0008_0016;
    private static final int SAMPLES = 0x0028_0002;
    private static final int PHOTOMETRIC = 0x0028_0004;
    private static final int FRAMES = 0x0028_0008;
    private static final int ROWS = 0x0028_0010;
    private static final int COLUMNS = 0x0028_0011;
    private static final int BITS = 0x0028_0100;
    private static final int MOST_FRAMES = 1_000_000;
    private static final int MOST_SAMPLES = 16;
    private static final int MOST_BITS = 64;

    private final DicomMeta meta;
    private final Set<Integer> known = new HashSet<>();
    private int rows;
    private int columns;
    private int samples = 1;
    private int frames = 1;
    private int bits;
    private boolean subsampled;
    private boolean begun;
    private boolean nested;
    private long fragments;
    private long fragmentBytes;

    DicomImage(DicomMeta meta) {
        this.meta = meta;
    }

    static boolean isDescribedBy(int tag) {
        return switch (tag) {
            case SOP_CLASS, SAMPLES, PHOTOMETRIC, FRAMES, ROWS, COLUMNS, BITS -> true;
            default -> false;
        };
    }

    /** Takes the value of an element of the data set itself, not of one nested in it. */
    void describe(int tag, Gather value, int length) {
        if (!known.add(tag)) {
            throw Refusal.damaged("The DICOM data describes its picture twice.");
        }
        switch (tag) {
            case SOP_CLASS -> sopClass(DicomMeta.uid(value.text(0, length)));
            case SAMPLES -> samples = number(value, length);
            case PHOTOMETRIC -> subsampled = value.text(0, length).matches("YBR_.*42[02].*");
            case FRAMES -> frames = frames(value.text(0, length).trim());
            case ROWS -> rows = number(value, length);
            case COLUMNS -> columns = number(value, length);
            case BITS -> bits = number(value, length);
            default -> throw new IllegalArgumentException("not a description");
        }
    }

    /** Pixel data begins. */
    void begin(DicomElement pixels) {
        if (begun) {
            throw Refusal.damaged("The DICOM data has two pictures.");
        }
        begun = true;
        Picture.require(columns, rows);
        if (meta.syntax().encapsulated() != pixels.isUndefined()) {
            throw Refusal.damaged("The DICOM pixel data contradicts the transfer syntax.");
        }
        if (!pixels.isUndefined()) {
            requireNative(pixels.length());
        }
    }

    /** Whether the fragments that follow are of a nested picture, such as an icon. */
    void nested(boolean icon) {
        nested = icon;
    }

    void fragment(long length) {
        if (!nested) {
            fragments++;
            fragmentBytes += fragments > 1 ? length : 0;
        }
    }

    /** Throws 422 unless there is a picture. The first fragment is the table of the others. */
    void finish() {
        if (!begun) {
            throw Refusal.damaged("The DICOM file holds no picture.");
        }
        if (meta.syntax().encapsulated() && (fragments - 1 < frames || fragmentBytes == 0)) {
            throw Refusal.damaged("The DICOM pixel data is shorter than its description.");
        }
    }

    private void requireNative(long length) {
        if (samples < 1 || samples > MOST_SAMPLES || bits > MOST_BITS) {
            throw Refusal.damaged("The DICOM data describes a picture that cannot be.");
        }
        var bytes = Math.ceilDiv((long) rows * columns * samples * frames * bits, Byte.SIZE);
        var exact = length == bytes || (length == bytes + 1 && length % 2 == 0);
        if (length == 0 || (bits > 0 && !subsampled && !exact)) {
            throw Refusal.damaged("The DICOM pixel data has another length than its description.");
        }
    }

    private void sopClass(String uid) {
        if (!uid.equals(meta.sopClass())) {
            throw Refusal.damaged("The DICOM data is of another class than the file says.");
        }
    }

    private int number(Gather value, int length) {
        if (length != Short.BYTES) {
            throw Refusal.damaged("The DICOM data describes its picture by something that is no number.");
        }
        return value.u16(0, meta.syntax().bigEndian());
    }

    private static int frames(String text) {
        if (!text.matches("\\+?[0-9]{1,7}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_FRAMES) {
            throw Refusal.damaged("The DICOM data has no sensible number of frames.");
        }
        return Integer.parseInt(text);
    }
}
