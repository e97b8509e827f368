package cn.mejene.records.preview;

import cn.mejene.kernel.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.BufferUnderflowException;

/**
 * Makes a picture of a content. Contents have passed their inspector; what would still need too much memory, or is of a
 * kind that cannot be shown, is refused. Blocks; touches no disk.
 */
public final class Previews {
    /** The most pixels a picture may have to be decoded. */
    static final long MOST_PIXELS = 40_000_000;

    private Previews() {}

    /**
     * The picture.
     *
     * @param format as the inspectors name it
     * @param page of a document, or frame of an X-ray, from 1; other contents have one
     * @throws Problem 404 when there is no such page, 409 {@code preview-unavailable}
     */
    public static BufferedImage picture(String format, byte[] content, int page) {
        try {
            if (page != 1 && !format.equals("pdf") && !format.equals("dicom")) {
                throw noPage();
            }
            return switch (format) {
                case "jpeg", "png" -> Pictures.decode(content);
                case "pdf" -> PdfPage.render(content, page);
                case "dicom" -> new DicomPicture(content).frame(page);
                case "stl-binary", "stl-ascii" -> MeshView.of(StlMesh.of(format, content));
                default -> MeshView.of(new PlyMesh(content));
            };
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException e) {
            throw unavailable();
        }
    }

    static Problem noPage() {
        return Problem.notFound("page");
    }

    static Problem unavailable() {
        return Problem.conflict("preview-unavailable", "Of this content no picture can be made.");
    }
}
