package cn.mejene.vault.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Downloads one after the other as one. Holds one of them open at a time. */
public final class ComposedDownload implements ContentDownload {
    private final Supplier<Optional<Future<ContentDownload>>> pieces;
    private final Promise<Void> done = Promise.promise();
    private @Nullable ContentDownload current;
    private @Nullable WriteStream<Buffer> target;

    private ComposedDownload(Supplier<Optional<Future<ContentDownload>>> pieces) {
        this.pieces = pieces;
    }

    /**
     * Opens the first piece and so verifies its first segment.
     *
     * @param pieces opens the next when the one before has been sent; empty after the last
     */
    public static Future<ContentDownload> prepare(Supplier<Optional<Future<ContentDownload>>> pieces) {
        var download = new ComposedDownload(pieces);
        return pieces.get()
                .orElseGet(() -> Future.failedFuture(new IllegalArgumentException("no pieces")))
                .map(first -> {
                    download.current = first;
                    return download;
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
        stop(new StreamCancelledException(), ContentDownload::cancel);
    }

    @Override
    public void revoke() {
        stop(new StreamRevokedException(), ContentDownload::revoke);
    }

    private void stop(RuntimeException cause, Consumer<ContentDownload> how) {
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

    private void opened(AsyncResult<ContentDownload> outcome) {
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
