package cn.mejene.gateway.stream;

import java.time.Duration;

/**
 * Tells a peer that sends or reads too slowly from one that is held up by us. Times are {@link System#nanoTime()}; confined to one
 * event loop.
 */
final class Pace {
    private final long patience;
    private final long leastBytes;

    private long windowStart;
    private long windowBytes;
    private long lastByte;
    private long heldSince;
    private boolean held;

    Pace(StreamConfig config, long now) {
        Duration window = config.patience();
        this.patience = window.toNanos();
        this.leastBytes = window.toMillis() * config.leastBytesPerSecond() / 1000;
        this.windowStart = now;
        this.lastByte = now;
    }

    void received(int bytes, long now) {
        windowBytes += bytes;
        lastByte = now;
    }

    /** We stop reading; what does not arrive from now on is not the sender's fault. */
    void hold(long now) {
        if (!held) {
            held = true;
            heldSince = now;
        }
    }

    void release(long now) {
        if (held) {
            held = false;
            windowStart += now - heldSince;
            lastByte += now - heldSince;
        }
    }

    /** Whether the peer has been still too long, or brought too little in the window that has just ended. */
    boolean isTooSlow(long now) {
        if (held) {
            return false;
        }
        if (now - lastByte >= patience) {
            return true;
        }
        if (now - windowStart < patience) {
            return false;
        }
        boolean slow = windowBytes < leastBytes;
        windowStart = now;
        windowBytes = 0;
        return slow;
    }
}
