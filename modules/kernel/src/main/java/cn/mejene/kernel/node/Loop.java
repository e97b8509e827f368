package cn.mejene.kernel.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a step on its own virtual thread until closed: at once while the step found work, after a pause when it did
 * not, and after a growing pause when it failed.
 */
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long LONGEST_BACKOFF = Duration.ofSeconds(5).toNanos();

    private final String name;
    private final long pause;
    private final BooleanSupplier step;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param pause between two steps of which the first found nothing to do
     * @param step answers whether it found work
     */
    Loop(String name, Duration pause, BooleanSupplier step) {
        this.name = name;
        this.pause = pause.toNanos();
        this.step = step;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    Loop start() {
        thread.start();
        return this;
    }

    /** Ends the current pause. */
    void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        long backoff = pause;
        while (!closed) {
            try {
                boolean worked = step.getAsBoolean();
                backoff = pause;
                if (!worked) {
                    LockSupport.parkNanos(pause);
                }
            } catch (Exception | Error e) {
                // Awaited futures throw checked exceptions undeclared; nothing may end the loop but closing it.
                if (!closed) {
                    LOG.atWarn()
                            .addKeyValue("loop", name)
                            .addKeyValue("cause", e.toString())
                            .log("step failed");
                }
                backoff = Math.min(LONGEST_BACKOFF, Math.max(backoff, 100_000_000) * 2);
                LockSupport.parkNanos(backoff);
            }
        }
    }

    /** Lets the current step end. */
    @Override
    public void close() {
        closed = true;
        wake();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
