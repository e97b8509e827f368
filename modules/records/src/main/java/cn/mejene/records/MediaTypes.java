package cn.mejene.records;

import java.util.Map;

/** How each format is served and named; the formats are those that the inspectors find. */
final class MediaTypes {
    private static final Map<String, String> TYPES = Map.of(
            "stl-binary", "model/stl",
            "stl-ascii", "model/stl",
            "ply-ascii", "application/octet-stream",
            "ply-binary-little-endian", "application/octet-stream",
            "ply-binary-big-endian", "application/octet-stream",
            "dicom", "application/dicom",
            "pdf", "application/pdf",
            "jpeg", "image/jpeg",
            "png", "image/png");

    private MediaTypes() {}

    static String of(String format) {
        return TYPES.getOrDefault(format, "application/octet-stream");
    }

    /** File name extension, e.g. {@code stl}. */
    static String extension(String format) {
        return switch (format) {
            case "dicom" -> "dcm";
            case "jpeg" -> "jpg";
            default -> format.indexOf('-') < 0 ? format : format.substring(0, format.indexOf('-'));
        };
    }
}
