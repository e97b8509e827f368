package cn.mejene.records.format;

import java.util.Set;

/**
 * The header of one DICOM element (PS3.5, 7.1).
 *
 * @param tag group in the upper, number in the lower half
 * @param representation empty where the encoding carries none
 * @param length of the value in bytes, or {@link #UNDEFINED}
 */
record DicomElement(int tag, String representation, long length) {
    static final long UNDEFINED = 0xffff_ffffL;
    static final int ITEM = 0xfffe_e000;
    static final int ITEM_END = 0xfffe_e00d;
    static final int SEQUENCE_END = 0xfffe_e0dd;
    static final int PIXEL_DATA = 0x7fe0_0010;

    private static final int DELIMITERS = 0xfffe;
    private static final int SHORT_HEADER = 8;
    private static final int LONG_HEADER = 12;
    private static final Set<String> SHORT = Set.of(
            "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM",
            "UI", "UL", "US");
    private static final Set<String> LONG =
            Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

    static boolean isRepresentation(String name) {
        return SHORT.contains(name) || LONG.contains(name);
    }

    /** Whether elements of this representation have a length of 32 bits. */
    static boolean isLong(String representation) {
        return LONG.contains(representation);
    }

    /** How long the header is, of which 8 bytes are known. */
    static int headerSize(Gather header, boolean implicit, boolean bigEndian) {
        if (implicit || header.u16(0, bigEndian) == DELIMITERS) {
            return SHORT_HEADER;
        }
        return isLong(header.text(4, 6)) ? LONG_HEADER : SHORT_HEADER;
    }

    /** Reads a complete header; throws 422 when its value representation does not exist. */
    static DicomElement read(Gather header, boolean implicit, boolean bigEndian) {
        var tag = (header.u16(0, bigEndian) << 16) | header.u16(2, bigEndian);
        if (implicit || tag >>> 16 == DELIMITERS) {
            return new DicomElement(tag, "", header.u32(4, bigEndian));
        }
        var representation = header.text(4, 6);
        if (!isRepresentation(representation)) {
            throw Refusal.damaged("The DICOM data has an element of a type that does not exist.");
        }
        var length = isLong(representation) ? header.u32(8, bigEndian) : header.u16(6, bigEndian);
        return new DicomElement(tag, representation, length);
    }

    int group() {
        return tag >>> 16;
    }

    boolean isDelimiter() {
        return group() == DELIMITERS;
    }

    boolean isUndefined() {
        return length == UNDEFINED;
    }

    boolean is(String wanted) {
        return representation.equals(wanted);
    }
}
