package cn.mejene.chaos.seal;

import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.seal.SegmentSealer;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;

/** A content in our sealed form, segment by segment. */
final class Sealing extends InputStream {
    private final SealFormat format;
    private final SegmentSealer sealer;
    private final InputStream plain;
    private final long size;
    private final byte[] segment;
    private int next;
    private int at;
    private int end;

    Sealing(SealKey key, InputStream plain, long size) {
        this.format = key.format();
        this.sealer = key.sealer(new SecureRandom());
        this.plain = plain;
        this.size = size;
        this.segment = new byte[format.segmentSize()];
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (at == end && next < format.segmentCount(size)) {
            seal();
        }
        int count = Math.min(length, end - at);
        System.arraycopy(segment, at, bytes, from, count);
        at += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    private void seal() throws IOException {
        int length = format.plainLength(next, size);
        plain.readNBytes(segment, format.plainAt(next), length);
        end = sealer.seal(segment, length, next == format.segmentCount(size) - 1);
        at = 0;
        next++;
    }
}
