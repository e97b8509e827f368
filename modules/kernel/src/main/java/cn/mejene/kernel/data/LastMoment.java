package cn.mejene.kernel.data;

import cn.mejene.kernel.Problem;
import java.util.function.Supplier;

/**
 * Until when the work of the current thread may take effect: what commits later would surprise a caller who has given
 * up, gone to another node and perhaps changed her mind. Bound by the kernel around each call; jobs and consumers have
 * none. Holds for the thread that runs the call, not for threads it starts.
 */
public final class LastMoment {
    private static final ScopedValue<Long> NANOS = ScopedValue.newInstance();

    private LastMoment() {}

    /** Runs the work so that none of its transactions commits after the time, given in {@link System#nanoTime()}. */
    public static <T> T within(long nanoTime, Supplier<T> work) {
        return ScopedValue.where(NANOS, nanoTime).call(work::get);
    }

    /** @throws Problem 503 {@code deadline-exceeded} when the time is over */
    public static void require() {
        if (NANOS.isBound() && NANOS.get() - System.nanoTime() < 0) {
            throw Problem.of(503, "deadline-exceeded", "The call took too long; it has had no effect.")
                    .header("Retry-After", "1");
        }
    }
}
