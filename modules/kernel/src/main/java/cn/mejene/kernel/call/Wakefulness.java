package cn.mejene.kernel.call;

import cn.mejene.kernel.Problem;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that this process was stopped for a while. What lay in its sockets meanwhile is old: its callers have gone to
 * other nodes, and a change of theirs that is made now would undo what they did there since. So a node that wakes up
 * takes no calls until that has been cleared away. Thread-safe.
 */
final class Wakefulness {
    /** How often {@link #beat} must be called. */
    static final Duration PULSE = Duration.ofMillis(100);

    /** Shorter than anybody waits before asking another node, longer than a busy machine makes a node wait. */
    private static final long LONGEST_STOP = Duration.ofSeconds(4).toNanos();

    private static final long MORNING = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private volatile long lastBeat;
    private volatile long morningEnds;

    Wakefulness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastBeat = nanoTime.getAsLong();
        this.morningEnds = lastBeat;
    }

    void beat() {
        long now = nanoTime.getAsLong();
        if (now - lastBeat > LONGEST_STOP) {
            morningEnds = now + MORNING;
        }
        lastBeat = now;
    }

    /** @throws Problem 503 {@code unavailable} when the process was stopped just now, or is only waking up */
    void require() {
        long now = nanoTime.getAsLong();
        if (now - lastBeat > LONGEST_STOP || now - morningEnds < 0) {
            throw Problem.unavailable("This node was stopped for a moment; another one may answer at once.");
        }
    }
}
