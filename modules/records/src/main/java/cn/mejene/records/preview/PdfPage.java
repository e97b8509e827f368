package cn.mejene.records.preview;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.jspecify.annotations.Nullable;

/** A page of a PDF. */
final class PdfPage {
    private static final int LONG = 1024;
    private static final int DEEPEST = 6;

    private PdfPage() {}

    static BufferedImage render(byte[] content, int page) throws IOException {
        try (var document = Loader.loadPDF(content, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
            if (page > document.getNumberOfPages()) {
                throw Previews.noPage();
            }
            return render(document, document.getPage(page - 1), page - 1);
        }
    }

    private static BufferedImage render(PDDocument document, PDPage page, int index) throws IOException {
        requireModest(page.getResources(), 0);
        var box = page.getCropBox();
        float longer = Math.max(box.getWidth(), box.getHeight());
        if (!(longer > 0)) {
            throw Previews.unavailable();
        }
        var renderer = new PDFRenderer(document);
        renderer.setSubsamplingAllowed(true);
        return renderer.renderImage(index, LONG / longer, ImageType.RGB);
    }

    /** Pictures within the page are decoded whole, so their size counts before. */
    private static void requireModest(@Nullable PDResources resources, int depth) throws IOException {
        if (resources == null || depth > DEEPEST) {
            return;
        }
        long pixels = 0;
        for (COSName name : resources.getXObjectNames()) {
            var object = resources.getXObject(name);
            if (object instanceof PDImageXObject image) {
                pixels += (long) image.getWidth() * image.getHeight();
            } else if (object instanceof PDFormXObject form) {
                requireModest(form.getResources(), depth + 1);
            }
        }
        if (pixels > Previews.MOST_PIXELS) {
            throw Previews.unavailable();
        }
    }
}
