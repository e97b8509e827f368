package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Checks a PLY file: a header that promises vertices, and a body that keeps the promise to the byte. */
final class PlyInspector implements ContentInspector {
    private final OptionalLong length;
    private final PlyHeaderReader reader = new PlyHeaderReader();
    private String format = "";
    private long headerSize;
    private @Nullable PlyBody body;

    PlyInspector(OptionalLong length) {
        this.length = length;
    }

    @Override
    public void inspect(byte[] bytes, int offset, int size) {
        var chunk = new Chunk(bytes, offset, size);
        if (body == null) {
            reader.read(chunk).ifPresent(header -> {
                headerSize += chunk.at() - offset;
                begin(header);
            });
            headerSize += body == null ? size : 0;
        }
        if (body != null) {
            body.inspect(chunk);
        }
    }

    @Override
    public String finish(long size) {
        if (body == null) {
            throw Refusal.damaged("The PLY header has no end.");
        }
        body.finish();
        return format;
    }

    private void begin(PlyHeader header) {
        if (length.isPresent() && header.minimumBody() > length.getAsLong() - headerSize) {
            throw Refusal.damaged("The file is shorter than its header says.");
        }
        format = header.format().published();
        body = PlyBody.of(header);
    }
}
