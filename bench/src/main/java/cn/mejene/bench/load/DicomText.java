package cn.mejene.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes elements of a DICOM data set, explicit and little-endian (PS3.5, 7.1.2); short values only. */
final class DicomText {
    private final ByteBuffer out;

    DicomText(ByteBuffer out) {
        this.out = out;
    }

    DicomText uid(int group, int element, String uid) {
        return value(group, element, "UI", uid.length() % 2 == 0 ? uid : uid + '\0');
    }

    DicomText text(int group, int element, String representation, String text) {
        return value(group, element, representation, text.length() % 2 == 0 ? text : text + ' ');
    }

    DicomText number(int group, int element, int number) {
        head(group, element, "US", Short.BYTES).putShort((short) number);
        return this;
    }

    /** Everything written. */
    ByteBuffer bytes() {
        return out.flip();
    }

    private DicomText value(int group, int element, String representation, String padded) {
        head(group, element, representation, padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private ByteBuffer head(int group, int element, String representation, int length) {
        out.putShort((short) group).putShort((short) element);
        return out.put(representation.getBytes(StandardCharsets.US_ASCII)).putShort((short) length);
    }
}
