package cn.mejene.records.format;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a deflated data set (PS3.5, A.5) on its way to the walker, 32 KiB at a time, and refuses what unpacks to
 * absurd amounts. Frees its native memory when it ends or refuses; when abandoned, the inflater's cleaner does.
 */
final class DicomDeflated {
    /** Checksum and length of what was packed, as gzip writes them: no part of the syntax, and yet found in files. */
    private static final int TRAILER = 8;

    private static final int OUTPUT = 32 * 1024;
    private static final long ALWAYS_ALLOWED = 64L * 1024 * 1024;
    private static final long MOST_OUTPUT = 4L * 1024 * 1024 * 1024;
    private static final int MOST_EXPANSION = 200;

    private final DicomDataSet dataSet;
    private final Inflater inflater = new Inflater(true);
    private final byte[] output = new byte[OUTPUT];
    private final CRC32 crc = new CRC32();
    private final Gather trailer = new Gather(TRAILER + 1);

    DicomDeflated(DicomDataSet dataSet) {
        this.dataSet = dataSet;
    }

    void inspect(Chunk chunk) {
        try {
            if (!inflater.finished()) {
                inflate(chunk);
            }
            trailer(chunk);
        } catch (RuntimeException refusal) {
            inflater.end();
            throw refusal;
        }
    }

    void finish() {
        var complete = inflater.finished() && isTrailerRight();
        inflater.end();
        if (!complete) {
            throw broken();
        }
        dataSet.finish();
    }

    private void inflate(Chunk chunk) {
        inflater.setInput(chunk.bytes(), chunk.at(), chunk.left());
        for (var size = unpack(); size > 0; size = unpack()) {
            limit();
            crc.update(output, 0, size);
            dataSet.inspect(new Chunk(output, 0, size));
        }
        chunk.skip(chunk.left() - inflater.getRemaining());
    }

    private int unpack() {
        try {
            var size = inflater.inflate(output);
            if (inflater.needsDictionary()) {
                throw broken();
            }
            return size;
        } catch (DataFormatException e) {
            throw broken();
        }
    }

    private void limit() {
        var out = inflater.getBytesWritten();
        if (out > MOST_OUTPUT || (out > ALWAYS_ALLOWED && out / MOST_EXPANSION > inflater.getBytesRead())) {
            throw Refusal.damaged("The DICOM data unpacks to more than any X-ray holds.");
        }
    }

    private void trailer(Chunk chunk) {
        trailer.fill(chunk, TRAILER + 1);
        if (!chunk.isEmpty()) {
            throw Refusal.damaged("Something follows the end of the DICOM data.");
        }
    }

    /** One NUL may make the length even. */
    private boolean isTrailerRight() {
        var size = trailer.size();
        var padded = size % 2 == 0 || trailer.u8(size - 1) == 0;
        return padded && (size <= 1 || (size >= TRAILER && isChecksum()));
    }

    private boolean isChecksum() {
        return trailer.u32(0, false) == crc.getValue()
                && trailer.u32(Integer.BYTES, false) == (inflater.getBytesWritten() & 0xffff_ffffL);
    }

    private static RuntimeException broken() {
        return Refusal.damaged("The deflated DICOM data is broken or cut short.");
    }
}
