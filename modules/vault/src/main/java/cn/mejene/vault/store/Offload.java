package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs blocking work on an executor and answers on the context it was made for. Thread-safe. */
final class Offload {
    private final Context context;
    private final Executor executor;

    Offload(Context context, Executor executor) {
        this.context = context;
        this.executor = executor;
    }

    /** Work without an answer. */
    interface Action {
        void run() throws Exception;
    }

    Future<Void> run(Action work) {
        Promise<Void> promise = Promise.promise();
        return submit(promise, () -> {
            work.run();
            return promise::complete;
        });
    }

    <T> Future<T> call(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        return submit(promise, () -> {
            T value = work.call();
            return () -> promise.complete(value);
        });
    }

    private <T> Future<T> submit(Promise<T> promise, Callable<Runnable> work) {
        try {
            executor.execute(() -> answer(promise, work));
        } catch (RejectedExecutionException closed) {
            promise.fail(closed);
        }
        return promise.future();
    }

    private <T> void answer(Promise<T> promise, Callable<Runnable> work) {
        Runnable outcome = outcome(promise, work);
        context.runOnContext(_ -> outcome.run());
    }

    private static <T> Runnable outcome(Promise<T> promise, Callable<Runnable> work) {
        try {
            return work.call();
        } catch (Throwable failure) {
            // Errors too: a promise nobody answers would stall its stream for good.
            return () -> promise.fail(failure);
        }
    }
}
