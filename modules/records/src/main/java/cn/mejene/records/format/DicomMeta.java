package cn.mejene.records.format;

import java.util.Optional;
import java.util.Set;

/**
 * What a DICOM file says about itself ahead of its data (PS3.10, 7.1): always explicit, little-endian.
 *
 * @param sopClass what kind of object it is
 */
record DicomMeta(String sopClass, DicomSyntax syntax) {
    private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.";

    /** Radiography, digital X-ray (panoramic too), intra-oral, CT, secondary capture, craniofacial 3D. */
    private static final Set<String> X_RAY =
            Set.of("1", "1.1", "1.1.1", "1.3", "1.3.1", "2", "2.1", "7", "7.1", "7.2", "7.3", "7.4", "13.1.2");

    private static final int GROUP = 0x0002;
    private static final int SOP_CLASS = 0x0002;
    private static final int TRANSFER_SYNTAX = 0x0010;
    private static final int SHORT_HEADER = 8;
    private static final int LONG_HEADER = 12;

    /**
     * Reads the group's elements behind its length.
     *
     * @throws cn.mejene.kernel.Problem 415 when the object is no X-ray or its syntax is not accepted, 422 when the
     *     group is broken
     */
    static DicomMeta parse(Gather group) {
        Optional<String> sopClass = Optional.empty();
        Optional<String> syntax = Optional.empty();
        var at = 0;
        while (at < group.size()) {
            var value = value(group, at);
            var end = end(group, at, value);
            switch (group.u16(at + 2, false)) {
                case SOP_CLASS -> sopClass = once(sopClass, group.text(value, end));
                case TRANSFER_SYNTAX -> syntax = once(syntax, group.text(value, end));
                default -> {}
            }
            at = end;
        }
        return checked(sopClass.orElseThrow(DicomMeta::broken), syntax.orElseThrow(DicomMeta::broken));
    }

    /** A UID without its padding, a NUL or, by mistake of some writers, a space. */
    static String uid(String padded) {
        return padded.trim();
    }

    private static DicomMeta checked(String sopClass, String syntax) {
        if (!sopClass.startsWith(STORAGE) || !X_RAY.contains(sopClass.substring(STORAGE.length()))) {
            throw Refusal.unsupported("The DICOM file is of a class that is no X-ray.");
        }
        return new DicomMeta(
                sopClass,
                DicomSyntax.of(syntax)
                        .orElseThrow(() ->
                                Refusal.unsupported("The DICOM file is of a transfer syntax that is not accepted.")));
    }

    /** Where the value of the element at this place begins. */
    private static int value(Gather group, int at) {
        require(at + SHORT_HEADER <= group.size() && group.u16(at, false) == GROUP);
        var representation = group.text(at + 4, at + 6);
        require(DicomElement.isRepresentation(representation));
        var value = at + (DicomElement.isLong(representation) ? LONG_HEADER : SHORT_HEADER);
        require(value <= group.size());
        return value;
    }

    private static int end(Gather group, int at, int value) {
        var length = value - at == LONG_HEADER ? group.u32(at + 8, false) : group.u16(at + 6, false);
        require(length <= group.size() - value);
        return value + (int) length;
    }

    private static Optional<String> once(Optional<String> earlier, String value) {
        require(earlier.isEmpty());
        return Optional.of(uid(value));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw broken();
        }
    }

    private static RuntimeException broken() {
        return Refusal.damaged("The DICOM file meta information is broken.");
    }
}
