package cn.mejene.chaos.seal;

import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.seal.SegmentOpener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes a sealed content, opens it with our code segment by segment, and compares. */
final class Opening extends OutputStream {
    private final SealKey key;
    private final SealFormat format;
    private final InputStream expected;
    private final long size;
    private final byte[] segment;
    private final byte[] plain;
    private @Nullable SegmentOpener opener;
    private int filled;
    private int index;
    private boolean same = true;

    Opening(SealKey key, InputStream expected, long size) {
        this.key = key;
        this.format = key.format();
        this.expected = expected;
        this.size = size;
        this.segment = new byte[format.segmentSize()];
        this.plain = new byte[format.segmentSize()];
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int at = from; at < from + length; ) {
            int count = Math.min(from + length - at, wanted() - filled);
            System.arraycopy(bytes, at, segment, filled, count);
            filled += count;
            at += count;
            if (filled == wanted()) {
                open();
            }
        }
    }

    private int wanted() {
        return head() + format.sealedLength(index, size);
    }

    private int head() {
        return index == 0 ? SealFormat.HEADER : 0;
    }

    private void open() throws IOException {
        var opens = opener == null ? key.opener(Arrays.copyOf(segment, SealFormat.HEADER)) : opener;
        opener = opens;
        byte[] sealed = Arrays.copyOfRange(segment, head(), filled);
        int opened = opens.open(index, index == format.segmentCount(size) - 1, sealed, sealed.length, plain);
        byte[] wanted = expected.readNBytes(opened);
        same &= Arrays.equals(wanted, 0, wanted.length, plain, 0, opened);
        filled = 0;
        index++;
    }

    /** Whether all of it has come and every byte was right. */
    boolean isWhole() {
        return same && index == format.segmentCount(size);
    }
}
