package cn.mejene.kernel.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** Fills A4 pages from top to bottom. For one document, by one thread. Lengths are points. */
final class PdfPages implements AutoCloseable {
    private static final float MARGIN = 56;
    private static final float SPACING = 1.4f;
    private static final float CELL_SIZE = 9;
    private static final float CELL_PADDING = 3;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

    private final PDDocument document;
    private final PdfFonts fonts;
    private PDPageContentStream page;
    private float y;

    PdfPages(PDDocument document) throws IOException {
        this.document = document;
        this.fonts = new PdfFonts(document);
        this.page = begin();
    }

    private PDPageContentStream begin() throws IOException {
        var next = new PDPage(PDRectangle.A4);
        document.addPage(next);
        y = PDRectangle.A4.getHeight() - MARGIN;
        return new PDPageContentStream(document, next);
    }

    private void require(float height) throws IOException {
        if (y - height < MARGIN) {
            page.close();
            page = begin();
        }
    }

    void text(String text, float size) throws IOException {
        for (var line : wrap(text, size, WIDTH)) {
            require(size * SPACING);
            y -= size * SPACING;
            fonts.show(page, line, size, MARGIN, y);
        }
    }

    void row(List<String> cells, boolean head) throws IOException {
        float width = WIDTH / cells.size();
        var wrapped = new ArrayList<List<String>>();
        int lines = 1;
        for (var cell : cells) {
            var parts = wrap(cell, CELL_SIZE, width - 2 * CELL_PADDING);
            wrapped.add(parts);
            lines = Math.max(lines, parts.size());
        }
        float height = lines * CELL_SIZE * SPACING + 2 * CELL_PADDING;
        require(height);
        for (int column = 0; column < wrapped.size(); column++) {
            float at = y - CELL_PADDING;
            for (var line : wrapped.get(column)) {
                at -= CELL_SIZE * SPACING;
                fonts.show(page, line, CELL_SIZE, MARGIN + column * width + CELL_PADDING, at);
            }
        }
        y -= height;
        page.setLineWidth(head ? 1 : 0.4f);
        page.moveTo(MARGIN, y);
        page.lineTo(MARGIN + WIDTH, y);
        page.stroke();
    }

    void gap(float points) {
        y -= points;
    }

    /** Breaks at spaces, and within what has none, such as Chinese, wherever the line is full. */
    private List<String> wrap(String text, float size, float width) throws IOException {
        var lines = new ArrayList<String>();
        for (var paragraph : text.split("\n", -1)) {
            int from = 0;
            int lastSpace = -1;
            float used = 0;
            for (int at = 0; at < paragraph.length(); at++) {
                float wide = fonts.width(paragraph.charAt(at), size);
                if (used + wide > width && at > from) {
                    int end = lastSpace > from ? lastSpace : at;
                    lines.add(paragraph.substring(from, end));
                    from = end == lastSpace ? end + 1 : end;
                    at = from;
                    lastSpace = -1;
                    used = 0;
                    wide = at < paragraph.length() ? fonts.width(paragraph.charAt(at), size) : 0;
                }
                if (at < paragraph.length() && paragraph.charAt(at) == ' ') {
                    lastSpace = at;
                }
                used += wide;
            }
            lines.add(paragraph.substring(Math.min(from, paragraph.length())));
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
