package cn.mejene.gateway.stream;

import cn.mejene.vault.OpenedContent;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ComposedDownload;
import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The form of an answer with several ranges: {@code multipart/byteranges} (RFC 9110, 14.6). Immutable.
 *
 * @param boundary what no content holds, because nobody knew it before
 * @param mediaType of the content
 */
record ByteRanges(String boundary, String mediaType) {
    private static final int BOUNDARY_BYTES = 24;

    /** Of an answer with one range or none. */
    static final ByteRanges NONE = new ByteRanges("", "");

    static ByteRanges of(SecureRandom random, String mediaType) {
        var bytes = new byte[BOUNDARY_BYTES];
        random.nextBytes(bytes);
        return new ByteRanges(HexFormat.of().formatHex(bytes), mediaType);
    }

    /** All of them as one answer, one open at a time; verifies the first segment of the first. */
    Future<ContentDownload> open(OpenedContent content, List<ByteRange> ranges) {
        var indexes = IntStream.range(0, ranges.size()).iterator();
        return ComposedDownload.prepare(
                () -> indexes.hasNext() ? Optional.of(part(content, ranges, indexes.nextInt())) : Optional.empty());
    }

    private Future<ContentDownload> part(OpenedContent content, List<ByteRange> ranges, int index) {
        var range = ranges.get(index);
        var after = index == ranges.size() - 1 ? end() : Buffer.buffer();
        return content.range(range).map(opened -> new FramedDownload(head(range, index == 0), opened, after));
    }

    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** What stands before a part. */
    Buffer head(ByteRange range, boolean first) {
        return Buffer.buffer((first ? "" : "\r\n") + "--" + boundary + "\r\nContent-Type: " + mediaType
                + "\r\nContent-Range: " + field(range) + "\r\n\r\n");
    }

    Buffer end() {
        return Buffer.buffer("\r\n--" + boundary + "--\r\n");
    }

    /** Bytes of the whole answer. */
    long length(List<ByteRange> ranges) {
        long length = end().length();
        for (int i = 0; i < ranges.size(); i++) {
            var range = ranges.get(i);
            length += head(range, i == 0).length() + range.to() - range.from();
        }
        return length;
    }

    /** As {@code Content-Range} has it. */
    static String field(ByteRange range) {
        return "bytes " + range.from() + "-" + (range.to() - 1) + "/" + range.size();
    }
}
