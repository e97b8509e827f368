package cn.mejene.records.format;

import java.util.Optional;

/**
 * How a DICOM data set is written (PS3.5, annex A): the transfer syntaxes that are accepted.
 *
 * @param implicit whether elements carry no value representation
 * @param encapsulated whether pixel data comes compressed, in fragments
 */
record DicomSyntax(boolean implicit, boolean bigEndian, boolean deflated, boolean encapsulated) {
    private static final String ROOT = "1.2.840.10008.1.2";

    static Optional<DicomSyntax> of(String uid) {
        if (!uid.startsWith(ROOT)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (uid.substring(ROOT.length())) {
                    case "" -> new DicomSyntax(true, false, false, false);
                    case ".1" -> new DicomSyntax(false, false, false, false);
                    case ".1.99" -> new DicomSyntax(false, false, true, false);
                    case ".2" -> new DicomSyntax(false, true, false, false);
                    // JPEG, JPEG-LS, JPEG 2000, high-throughput JPEG 2000, run length
                    case ".4.50",
                            ".4.51",
                            ".4.57",
                            ".4.70",
                            ".4.80",
                            ".4.81",
                            ".4.90",
                            ".4.91",
                            ".4.201",
                            ".4.202",
                            ".4.203",
                            ".5" -> new DicomSyntax(false, false, false, true);
                    default -> null;
                });
    }
}
