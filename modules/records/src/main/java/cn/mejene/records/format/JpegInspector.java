package cn.mejene.records.format;

import cn.mejene.kernel.stream.ContentInspector;

/**
 * Checks a JPEG's markers (ITU-T T.81, annex B): a frame with dimensions within limits, a scan, the end marker last.
 * Further pictures right behind the first (multi-picture format) are walked alike; NUL padding is let pass.
 */
final class JpegInspector implements ContentInspector {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int TEM = 0x01;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LENGTH = 2;

    /** Length, precision, height, width, number of components. */
    private static final int FRAME = 8;

    private enum Step {
        START,
        MARKER,
        LENGTH,
        FRAME,
        SEGMENT,
        SCAN,
        SCAN_MARKER,
        END
    }

    private final Gather gather = new Gather(FRAME);
    private Step step = Step.START;
    private int marker;
    private long left;
    private boolean frame;
    private boolean scan;

    @Override
    public void inspect(byte[] bytes, int offset, int length) {
        var chunk = new Chunk(bytes, offset, length);
        while (!chunk.isEmpty()) {
            step(chunk);
        }
    }

    @Override
    public String finish(long size) {
        if (step != Step.END || !gather.isEmpty()) {
            throw Refusal.damaged("The JPEG has no end.");
        }
        return "jpeg";
    }

    private void step(Chunk chunk) {
        switch (step) {
            case START -> start(chunk);
            case MARKER -> marker(chunk);
            case LENGTH -> length(chunk);
            case FRAME -> frame(chunk);
            case SEGMENT -> segment(chunk);
            case SCAN -> scan(chunk);
            case SCAN_MARKER -> scanMarker(chunk);
            case END -> end(chunk);
        }
    }

    private void start(Chunk chunk) {
        if (gather.fill(chunk, LENGTH)) {
            if (gather.u8(0) != 0xff || gather.u8(1) != SOI) {
                throw Refusal.damaged("Something follows the end of the JPEG.");
            }
            frame = false;
            scan = false;
            enter(Step.MARKER);
        }
    }

    /** Any number of fill bytes may precede a marker. */
    private void marker(Chunk chunk) {
        if (!gather.fill(chunk, 1)) {
            return;
        }
        if (gather.u8(0) != 0xff) {
            throw Refusal.damaged("The JPEG's segments are broken.");
        }
        var code = chunk.isEmpty() ? 0xff : chunk.next();
        if (code != 0xff) {
            begin(code);
        }
    }

    private void begin(int code) {
        marker = code;
        if (code == EOI) {
            if (!frame || !scan) {
                throw Refusal.damaged("The JPEG holds no picture.");
            }
            enter(Step.END);
        } else if (code == 0 || code == SOI || isRestart(code)) {
            throw Refusal.damaged("The JPEG's segments are broken.");
        } else {
            enter(code == TEM ? Step.MARKER : isFrame(code) ? Step.FRAME : Step.LENGTH);
        }
    }

    private void length(Chunk chunk) {
        if (gather.fill(chunk, LENGTH)) {
            segment(gather.u16(0, true) - LENGTH);
        }
    }

    private void frame(Chunk chunk) {
        if (gather.fill(chunk, FRAME)) {
            Picture.require(gather.u16(5, true), gather.u16(3, true));
            var components = gather.u8(7);
            var size = gather.u16(0, true);
            if (components == 0 || size != FRAME + 3 * components || frame) {
                throw Refusal.damaged("The JPEG's segments are broken.");
            }
            frame = true;
            segment(size - FRAME);
        }
    }

    private void segment(int size) {
        if (size < 0 || (marker == SOS && !frame)) {
            throw Refusal.damaged("The JPEG's segments are broken.");
        }
        left = size;
        enter(Step.SEGMENT);
        if (left == 0) {
            leave();
        }
    }

    private void segment(Chunk chunk) {
        left -= chunk.skip(left);
        if (left == 0) {
            leave();
        }
    }

    private void leave() {
        scan |= marker == SOS;
        enter(marker == SOS ? Step.SCAN : Step.MARKER);
    }

    private void scan(Chunk chunk) {
        while (!chunk.isEmpty()) {
            if (chunk.next() == 0xff) {
                enter(Step.SCAN_MARKER);
                return;
            }
        }
    }

    private void scanMarker(Chunk chunk) {
        var code = chunk.next();
        if (code == 0 || isRestart(code)) {
            enter(Step.SCAN);
        } else if (code != 0xff) {
            begin(code);
        }
    }

    private void end(Chunk chunk) {
        var from = chunk.at();
        if (chunk.next() != 0) {
            enter(Step.START);
            gather.fill(new Chunk(chunk.bytes(), from, 1), 1);
        }
    }

    private void enter(Step next) {
        gather.clear();
        step = next;
    }

    private static boolean isRestart(int code) {
        return code >= FIRST_RESTART && code < SOI;
    }

    /** Start of frame: C0 to CF but for the tables C4, CC and the reserved C8. */
    private static boolean isFrame(int code) {
        return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
    }
}
