package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Checks a PDF's frame (ISO 32000-2, 7.5): version line first, {@code startxref} with an offset inside the file and
 * {@code %%EOF} last. Keeps the last 2 KiB; reads no object.
 */
final class PdfInspector implements ContentInspector {
    private static final int TAIL = 2048;
    private static final int VERSION = 9;
    private static final Pattern BEGIN = Pattern.compile("%PDF-(1\\.[0-9]|2\\.[0-9])[\\s%]");

    /** Nothing may follow but white space, so that no second file hides behind the first. */
    private static final Pattern END =
            Pattern.compile("startxref\\s{1,16}(\\d{1,18})\\s{1,16}(?:%[^\\r\\n]{0,64}\\s{1,16})?%%EOF[\\s\\x00]*\\z");

    private final Gather head = new Gather(VERSION);
    private final byte[] tail = new byte[TAIL];
    private int held;

    @Override
    public void inspect(byte[] bytes, int offset, int length) {
        head.fill(new Chunk(bytes, offset, length), VERSION);
        var taken = Math.min(length, TAIL);
        var kept = Math.min(held, TAIL - taken);
        System.arraycopy(tail, held - kept, tail, 0, kept);
        System.arraycopy(bytes, offset + length - taken, tail, kept, taken);
        held = kept + taken;
    }

    @Override
    public String finish(long size) {
        if (!BEGIN.matcher(head.text(0, head.size())).matches()) {
            throw Refusal.damaged("The PDF has no known version.");
        }
        var end = END.matcher(new String(Arrays.copyOf(tail, held), StandardCharsets.ISO_8859_1));
        if (!end.find()) {
            throw Refusal.damaged("The PDF has no end, or something behind it.");
        }
        if (Long.parseLong(end.group(1)) >= size) {
            throw Refusal.damaged("The PDF points outside itself.");
        }
        return "pdf";
    }
}
