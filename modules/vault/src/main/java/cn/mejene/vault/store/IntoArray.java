package cn.mejene.vault.store;

import cn.mejene.vault.seal.IntegrityException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * Copies the body of an answer into an array, which may be another stream's as soon as the future has ended: a try that
 * was given up writes nothing more.
 */
final class IntoArray<R> implements AsyncResponseTransformer<R, Void> {
    private final byte[] array;
    private final int length;
    private final AtomicReference<@Nullable Try> current = new AtomicReference<>();

    IntoArray(byte[] array, int length) {
        this.array = array;
        this.length = length;
    }

    @Override
    public CompletableFuture<Void> prepare() {
        var next = new Try();
        var before = current.getAndSet(next);
        if (before != null) {
            before.giveUp();
        }
        // Also when the caller's time is over and the future is ended from there.
        var _ = next.done.whenComplete((_, _) -> next.giveUp());
        return next.done;
    }

    @Override
    public void onResponse(R response) {
        // Status and headers were checked before; the body is counted.
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> publisher) {
        var now = current.get();
        if (now != null) {
            publisher.subscribe(now);
        }
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        var now = current.get();
        if (now != null) {
            now.onError(error);
        }
    }

    private final class Try implements Subscriber<ByteBuffer> {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int position;
        private boolean givenUp;

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public synchronized void onNext(ByteBuffer bytes) {
            int more = bytes.remaining();
            if (givenUp) {
                return;
            }
            if (more > length - position) {
                done.completeExceptionally(new IntegrityException("object length"));
                return;
            }
            bytes.get(array, position, more);
            position += more;
        }

        @Override
        public void onError(Throwable error) {
            done.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            boolean whole;
            synchronized (this) {
                whole = position == length;
            }
            if (whole) {
                done.complete(null);
            } else {
                done.completeExceptionally(new IntegrityException("object length"));
            }
        }

        synchronized void giveUp() {
            givenUp = true;
        }
    }
}
