package cn.mejene.records.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keeps the end of a content, as far back as a reader of ZIP archives looks for the end of its directory: whatever
 * stands before, to such a reader the content is an archive (APPNOTE 4.3.16). One per upload, constant memory.
 */
final class ZipDirectory {
    private static final int RECORD = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int SPAN = RECORD + LONGEST_COMMENT;
    private static final int SIGNATURE = 0x06054b50;

    private final byte[] ring = new byte[SPAN];
    private long seen;

    void show(byte[] bytes, int offset, int length) {
        int kept = Math.min(length, SPAN);
        int from = offset + length - kept;
        int at = (int) ((seen + length - kept) % SPAN);
        int first = Math.min(kept, SPAN - at);
        System.arraycopy(bytes, from, ring, at, first);
        System.arraycopy(bytes, from + first, ring, 0, kept - first);
        seen += length;
    }

    boolean isPresent() {
        var end = end();
        for (int at = 0; at <= end.limit() - RECORD; at++) {
            if (end.get(at) == 'P' && end.getInt(at) == SIGNATURE && describesAnArchive(end, at)) {
                return true;
            }
        }
        return false;
    }

    /**
     * One disk whose entries lie before the record: what four bytes that are there by chance do not say. How long the
     * comment is said to be does not matter: many readers take one that is cut.
     */
    private boolean describesAnArchive(ByteBuffer end, int at) {
        int disk = end.getShort(at + 4);
        int firstDisk = end.getShort(at + 6);
        short entriesHere = end.getShort(at + 8);
        short entries = end.getShort(at + 10);
        long size = Integer.toUnsignedLong(end.getInt(at + 12));
        long start = Integer.toUnsignedLong(end.getInt(at + 16));
        boolean far = size == 0xffff_ffffL || start == 0xffff_ffffL;
        return disk == firstDisk
                && (disk == 0 || disk == -1)
                && entriesHere == entries
                && (far || size + start <= seen);
    }

    private ByteBuffer end() {
        int length = (int) Math.min(seen, SPAN);
        int start = (int) ((seen - length) % SPAN);
        var end = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int first = Math.min(length, SPAN - start);
        return end.put(ring, start, first).put(ring, 0, length - first).flip();
    }
}
