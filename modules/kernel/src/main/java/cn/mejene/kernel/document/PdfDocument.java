package cn.mejene.kernel.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * A plain document of headings, paragraphs and tables in Chinese and English, on A4 pages. The same content at the same
 * time gives the same bytes. Not thread-safe; used once.
 */
public final class PdfDocument {
    private final List<Block> blocks = new ArrayList<>();
    private final String title;
    private final Instant madeAt;

    /** One thing on a page. */
    sealed interface Block {
        /** @param size of its letters, in points */
        record Text(String text, float size) implements Block {}

        record Row(List<String> cells, boolean head) implements Block {}

        /** @param points of empty space */
        record Gap(float points) implements Block {}
    }

    /**
     * @param title what it is, also its first line
     * @param madeAt what it says about when it was made
     */
    public PdfDocument(String title, Instant madeAt) {
        this.title = title;
        this.madeAt = madeAt;
        blocks.add(new Block.Text(title, 18));
        blocks.add(new Block.Gap(10));
    }

    public PdfDocument heading(String text) {
        blocks.add(new Block.Gap(8));
        blocks.add(new Block.Text(text, 13));
        blocks.add(new Block.Gap(3));
        return this;
    }

    public PdfDocument paragraph(String text) {
        blocks.add(new Block.Text(text, 10));
        blocks.add(new Block.Gap(4));
        return this;
    }

    /** Columns of one width; what is too long for its cell takes several lines. */
    public PdfDocument table(List<String> head, List<List<String>> rows) {
        blocks.add(new Block.Row(head, true));
        rows.forEach(row -> blocks.add(new Block.Row(row, false)));
        blocks.add(new Block.Gap(6));
        return this;
    }

    /** The document's bytes. Takes tens of milliseconds: not for event loops. */
    public byte[] bytes() {
        try (var document = new PDDocument();
                var out = new ByteArrayOutputStream()) {
            document.setDocumentId(identity());
            var time = GregorianCalendar.from(madeAt.atZone(ZoneOffset.UTC));
            document.getDocumentInformation().setTitle(title);
            document.getDocumentInformation().setCreationDate(time);
            document.getDocumentInformation().setModificationDate(time);
            try (var pages = new PdfPages(document)) {
                for (var block : blocks) {
                    switch (block) {
                        case Block.Text text -> pages.text(text.text(), text.size());
                        case Block.Row row -> pages.row(row.cells(), row.head());
                        case Block.Gap gap -> pages.gap(gap.points());
                    }
                }
            }
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a document in memory could not be written", e);
        }
    }

    private long identity() {
        var crc = new CRC32();
        crc.update((title + madeAt + blocks).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
