package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The content inspectors of every kind of record. Stateless; each inspector it hands out serves one upload.
 *
 * <p>Inspectors answer 415 {@code unsupported-format} for content of another format than the kind allows and 422
 * {@code damaged-content} for the right format when it is damaged, empty or contradicts itself. They check structure,
 * not meaning: a picture is never decoded and geometry never interpreted.
 */
public final class Inspectors {
    private static final Map<String, ContentInspector.Factory> KINDS = Map.of(
            "oral-scan", Inspectors::oralScan,
            "xray", Inspectors::xray,
            "treatment-record", Inspectors::document,
            "treatment-plan", Inspectors::document,
            "warranty-card", Inspectors::document);

    private Inspectors() {}

    /**
     * The five kinds, each with a source of inspectors. One that knows how many bytes will come refuses a header that
     * promises more of them before they are sent.
     */
    public static Map<String, ContentInspector.Factory> byKind() {
        return KINDS;
    }

    private static ContentInspector oralScan(OptionalLong length) {
        return new Opening(head -> {
            if (Signatures.isPly(head)) {
                return new PlyInspector(length);
            }
            if (Signatures.isDicom(head) || Signatures.isDocument(head)) {
                throw Refusal.unsupported("An oral scan has to be an STL or PLY file.");
            }
            return new StlInspector(length);
        });
    }

    private static ContentInspector xray(OptionalLong length) {
        return new Opening(head -> {
            if (!Signatures.isDicom(head)) {
                throw Refusal.unsupported("An X-ray has to be a DICOM Part 10 file.");
            }
            return new DicomInspector(length);
        });
    }

    private static ContentInspector document(OptionalLong length) {
        return new Opening(head -> {
            if (Signatures.isPdf(head)) {
                return new PdfInspector();
            }
            if (Signatures.isJpeg(head)) {
                return new JpegInspector();
            }
            if (Signatures.isPng(head)) {
                return new PngInspector(length);
            }
            throw Refusal.unsupported("A document has to be a PDF, JPEG or PNG file.");
        });
    }
}
