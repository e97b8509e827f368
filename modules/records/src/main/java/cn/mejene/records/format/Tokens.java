package cn.mejene.records.format;

/**
 * Cuts text into words at white space, whatever the chunks. Holds one word at a time; words longer than a number can
 * sensibly be are not text it knows.
 */
final class Tokens {
    private static final int LONGEST = 64;

    private final byte[] word = new byte[LONGEST];
    private int size;
    private boolean skippingLine;

    /** Takes a word; the array is reused for the next one. */
    interface Sink {
        /** Returns whether the word was expected. */
        boolean word(byte[] text, int length);

        /** A line ends; its words have been taken. */
        default void lineEnd() {}
    }

    static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** Passes over the rest of the current line, which may hold any text. */
    void skipLine() {
        skippingLine = true;
    }

    /** Returns false at the first byte that is no text and at the first word the sink did not expect. */
    boolean feed(byte[] bytes, int offset, int length, Sink sink) {
        for (var i = offset; i < offset + length; i++) {
            var b = bytes[i];
            if (b > ' ' && b != 0x7f && !skippingLine) {
                if (size == LONGEST) {
                    return false;
                }
                word[size++] = b;
            } else if (!boundary(b, sink)) {
                return false;
            }
        }
        return true;
    }

    /** Hands over the last word. */
    boolean end(Sink sink) {
        return flush(sink);
    }

    private boolean boundary(byte b, Sink sink) {
        if (!flush(sink) || !(isSpace(b) || (skippingLine && isLineText(b)))) {
            return false;
        }
        if (b == '\n' || b == '\r') {
            skippingLine = false;
            sink.lineEnd();
        }
        return true;
    }

    private boolean flush(Sink sink) {
        var length = size;
        size = 0;
        return length == 0 || sink.word(word, length);
    }

    /** Names and comments may be written in any language. */
    private static boolean isLineText(byte b) {
        return b < 0 || (b >= ' ' && b != 0x7f);
    }
}
