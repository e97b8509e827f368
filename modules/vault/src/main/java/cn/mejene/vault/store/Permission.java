package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks whether a running stream may go on, at most once per half second of real time. Confined to the event loop of
 * its stream; a failed question counts as a failure, never as a yes.
 */
public final class Permission {
    private static final long INTERVAL = Duration.ofMillis(500).toNanos();

    private final Supplier<Future<Boolean>> question;
    private final LongSupplier nanoTime;
    private final Context context;
    private Future<Void> latest = Future.succeededFuture();
    private long asked;

    /** The stream was allowed just now. */
    Permission(Supplier<Future<Boolean>> question, LongSupplier nanoTime, Context context) {
        this.context = context;
        this.question = question;
        this.nanoTime = nanoTime;
        this.asked = nanoTime.getAsLong();
    }

    /** Fails with {@link StreamRevokedException} when the answer is no; waits for one that is still awaited. */
    Future<Void> require() {
        long now = nanoTime.getAsLong();
        if (now - asked >= INTERVAL && latest.succeeded()) {
            asked = now;
            latest = ask();
        }
        return latest;
    }

    private Future<Void> ask() {
        Promise<Void> answer = Promise.promise();
        Future.succeededFuture()
                .compose(_ -> question.get())
                .compose(Permission::verdict)
                .onComplete(verdict -> context.runOnContext(_ -> answer.handle(verdict)));
        return answer.future();
    }

    private static Future<Void> verdict(boolean allowed) {
        return allowed ? Future.succeededFuture() : Future.failedFuture(new StreamRevokedException());
    }
}
