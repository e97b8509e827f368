package cn.mejene.services.host;

import java.time.Duration;

/**
 * How long to wait before something that ended is started again: twice as long after each short life, the first pause
 * again after a steady one. It does not wait itself. Not thread-safe.
 */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final Duration steady;
    private Duration next;

    /**
     * @param first pause, positive
     * @param longest pause
     * @param steady how long a life must last to count as a good one
     */
    public Backoff(Duration first, Duration longest, Duration steady) {
        this.first = first;
        this.longest = longest;
        this.steady = steady;
        this.next = first;
    }

    /** The pause after a life of the given length. */
    public Duration after(Duration life) {
        var pause = life.compareTo(steady) >= 0 ? first : next;
        var doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause;
    }
}
