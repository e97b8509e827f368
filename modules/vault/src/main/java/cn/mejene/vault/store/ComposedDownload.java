package cn.mejene.vault.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Objects one after the other as one content. Holds one of them open at a time. */
public final class ComposedDownload implements ContentDownload {
    private final Supplier<Optional<Future<SealedDownload>>> pieces;
    private final Promise<Void> done = Promise.promise();
    private @Nullable SealedDownload current;
    private @Nullable WriteStream<Buffer> target;

    /** @param pieces opens the next; empty after the last */
    ComposedDownload(Supplier<Optional<Future<SealedDownload>>> pieces) {
        this.pieces = pieces;
    }

    /** Opens the first piece and so verifies its first segment. */
    Future<ComposedDownload> prepare() {
        return pieces.get()
                .orElseGet(() -> Future.failedFuture(new IllegalArgumentException("no pieces")))
                .map(first -> {
                    current = first;
                    return this;
                });
    }

    @Override
    public Future<Void> sendTo(WriteStream<Buffer> output) {
        if (target != null) {
            return Future.failedFuture(new IllegalStateException("download is already sent"));
        }
        target = output;
        send();
        return done.future();
    }

    @Override
    public void cancel() {
        stop(new StreamCancelledException(), SealedDownload::cancel);
    }

    @Override
    public void revoke() {
        stop(new StreamRevokedException(), SealedDownload::revoke);
    }

    private void stop(RuntimeException cause, java.util.function.Consumer<SealedDownload> how) {
        var open = current;
        done.tryFail(cause);
        if (open != null) {
            how.accept(open);
        }
    }

    private void send() {
        var open = current;
        var output = target;
        if (open != null && output != null) {
            open.sendTo(output).onComplete(this::sent);
        }
    }

    private void sent(AsyncResult<Void> outcome) {
        if (outcome.failed()) {
            done.tryFail(outcome.cause());
            return;
        }
        pieces.get().ifPresentOrElse(next -> next.onComplete(this::opened), done::tryComplete);
    }

    private void opened(AsyncResult<SealedDownload> outcome) {
        if (outcome.failed()) {
            done.tryFail(outcome.cause());
        } else if (done.future().isComplete()) {
            outcome.result().cancel();
        } else {
            current = outcome.result();
            send();
        }
    }
}
