package cn.mejene.records.preview;

import java.nio.charset.StandardCharsets;

/** The words of a text between blanks, one after the other. */
final class Words {
    private final byte[] text;
    private int at;

    Words(byte[] text, int from) {
        this.text = text;
        this.at = from;
    }

    boolean hasNext() {
        while (at < text.length && text[at] <= ' ' && text[at] >= 0) {
            at++;
        }
        return at < text.length;
    }

    /** @throws IllegalArgumentException when there is none */
    String next() {
        if (!hasNext()) {
            throw new IllegalArgumentException("the text ends");
        }
        int from = at;
        while (at < text.length && !(text[at] <= ' ' && text[at] >= 0)) {
            at++;
        }
        return new String(text, from, at - from, StandardCharsets.ISO_8859_1);
    }
}
