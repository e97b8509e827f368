package cn.mejene.records.format;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.stream.ContentInspector;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the first bytes until they tell the format, refuses what no record may be, by its start or its end, and hands everything on to the
 * format's own inspector. One per upload.
 */
final class Opening implements ContentInspector {
    private static final int HEAD = 256;

    private final Function<byte[], ContentInspector> choice;
    private final byte[] head = new byte[HEAD];
    private final ZipDirectory zip = new ZipDirectory();
    private @Nullable ContentInspector chosen;
    private long seen;

    /** @param choice picks the inspector by the head, shorter than 256 bytes only when the content is */
    Opening(Function<byte[], ContentInspector> choice) {
        this.choice = choice;
    }

    @Override
    public void inspect(byte[] bytes, int offset, int length) {
        var held = (int) Math.min(length, Math.max(0, HEAD - seen));
        if (held > 0) {
            System.arraycopy(bytes, offset, head, (int) seen, held);
        }
        seen += length;
        zip.show(bytes, offset, length);
        if (seen >= HEAD && length > held) {
            inspector().inspect(bytes, offset + held, length - held);
        }
    }

    @Override
    public String finish(long size) {
        if (size != seen) {
            throw new IllegalArgumentException("size differs from the number of bytes inspected");
        }
        if (size == 0) {
            throw Refusal.damaged("The file is empty.");
        }
        var inspector = inspector();
        if (zip.isPresent()) {
            throw foreign();
        }
        return inspector.finish(size);
    }

    private ContentInspector inspector() {
        var inspector = chosen;
        if (inspector == null) {
            var start = Arrays.copyOf(head, (int) Math.min(seen, HEAD));
            inspector = choose(start);
            chosen = inspector;
            inspector.inspect(start, 0, start.length);
        }
        return inspector;
    }

    private ContentInspector choose(byte[] start) {
        if (Signatures.isForeign(start)) {
            throw foreign();
        }
        return choice.apply(start);
    }

    private static Problem foreign() {
        return Refusal.unsupported("Archives, programs and markup are not accepted.");
    }
}
