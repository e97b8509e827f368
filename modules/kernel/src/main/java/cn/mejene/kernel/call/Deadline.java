package cn.mejene.kernel.call;

import cn.mejene.kernel.Problem;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds what a call waits for by the call's own time. */
public final class Deadline {
    private Deadline() {}

    /**
     * The future's outcome, or 503 {@code deadline-exceeded} when the time is over first; what it stands for goes on.
     *
     * @param deadline of {@link System#nanoTime()}
     */
    public static <T> Future<T> bound(Future<T> future, long deadline) {
        if (future.isComplete()) {
            return future;
        }
        long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        return future.timeout(millis, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException && !future.isComplete() ? exceeded() : failure));
    }

    static Problem exceeded() {
        return Problem.of(503, "deadline-exceeded", "The call took too long; whether it had an effect is not known.")
                .header("Retry-After", "1");
    }
}
