package cn.mejene.kernel.document;

import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * A font for Latin letters, one for Chinese, and which of them has a character. Both lie within the document, so that it
 * looks the same everywhere and no font of the machine is looked for. For one document.
 */
final class PdfFonts {
    private static final String LATIN = "/font/OpenSans-Latin.ttf";
    private static final String CHINESE = "/font/DroidSansFallback-GB2312.ttf";
    private static final char UNKNOWN = '?';
    private static final int LAST_LATIN = 0x17f;

    private final PDFont latin;
    private final PDFont chinese;

    PdfFonts(PDDocument document) throws IOException {
        this.latin = load(document, LATIN);
        this.chinese = load(document, CHINESE);
    }

    private static PDFont load(PDDocument document, String name) throws IOException {
        try (var stream = PdfFonts.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no font " + name);
            }
            return PDType0Font.load(document, stream, true);
        }
    }

    float width(char character, float size) throws IOException {
        var shown = shown(character);
        return font(shown).getStringWidth(String.valueOf(shown)) * size / 1000;
    }

    void show(PDPageContentStream page, String line, float size, float x, float y) throws IOException {
        page.beginText();
        page.newLineAtOffset(x, y);
        int from = 0;
        while (from < line.length()) {
            var font = font(shown(line.charAt(from)));
            var run = new StringBuilder();
            while (from < line.length() && font(shown(line.charAt(from))).equals(font)) {
                run.append(shown(line.charAt(from++)));
            }
            page.setFont(font, size);
            page.showText(run.toString());
        }
        page.endText();
    }

    private PDFont font(char character) {
        return character <= LAST_LATIN ? latin : chinese;
    }

    /** The character, or a question mark where no font has it. */
    private char shown(char character) {
        if (Character.isISOControl(character)) {
            return ' ';
        }
        try {
            font(character).encode(String.valueOf(character));
            return character;
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }
}
