package cn.mejene.vault.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plaintext in, sealed object out. Confined to the context that started it: call it from there only. At most
 * {@value #DEPTH} batches are on their way to the store and one is being filled; a writer that pauses while
 * {@link #writeQueueFull} holds makes it wait for no more memory than that.
 *
 * <p>Whatever fails, {@link #sealed} fails once, with the first cause, later calls fail with it too, and what was
 * stored is removed. It does not publish by itself: bytes become an object when the caller says so.
 */
public final class SealedUpload {
    /** Most batches on their way to the store. */
    static final int DEPTH = 4;

    private final Context context;
    private final BatchPool pool;
    private final SealingLine line;
    private final long maxBytes;
    private final ArrayDeque<Buffer> carry = new ArrayDeque<>();
    private final Promise<Sealed> sealed = Promise.promise();
    private final Promise<Void> cleaned = Promise.promise();

    private @Nullable Batch filling;
    private int filled;
    private int segment;
    private int carryOffset;
    private long accepted;
    private long stored;
    private int inFlight;
    private boolean ending;
    private boolean handedLast;
    private boolean wasFull;
    private boolean cleaning;
    private @Nullable Throwable failure;
    private @Nullable Promise<Void> carried;
    private @Nullable Handler<Void> drain;
    private @Nullable Future<Void> published;

    SealedUpload(Context context, BatchPool pool, SealingLine line, long maxBytes) {
        this.context = context;
        this.pool = pool;
        this.line = line;
        this.maxBytes = maxBytes;
    }

    /** Whether the writer should pause until it is told to go on. */
    public boolean writeQueueFull() {
        return inFlight >= DEPTH || !carry.isEmpty();
    }

    /** Called, each time a full queue has room again, until the upload ends. */
    public void drainHandler(Handler<Void> handler) {
        drain = handler;
    }

    /**
     * Takes bytes; the buffer must not change until the future ends.
     *
     * @return succeeds when the bytes were copied; fails with the upload's failure, such as
     *     {@link UploadTooLargeException}, {@link StorageFullException} or what the watcher threw
     */
    public Future<Void> write(Buffer data) {
        if (failure == null && ending) {
            return Future.failedFuture(new IllegalStateException("upload is finished"));
        }
        if (failure == null && data.length() > maxBytes - accepted) {
            fail(new UploadTooLargeException(maxBytes));
        }
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        accepted += data.length();
        if (data.length() > 0) {
            carry.add(data);
            fill();
        }
        wasFull |= writeQueueFull();
        return failure != null ? Future.failedFuture(failure) : copied();
    }

    /** Ends the bytes: seals the last segment and waits until everything is written. Answers {@link #sealed}. */
    public Future<Sealed> finish() {
        if (failure == null && !ending) {
            ending = true;
            fill();
        }
        return sealed.future();
    }

    /** The one answer of this upload: what it came to, or the first failure; watch it from the start. */
    public Future<Sealed> sealed() {
        return sealed.future();
    }

    /** Makes the sealed object durable and visible, after {@link #finish} succeeded. Repeating it answers the same. */
    public Future<Void> publish() {
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        if (!sealed.future().isComplete()) {
            return Future.failedFuture(new IllegalStateException("upload is not finished"));
        }
        var known = published;
        if (known == null) {
            known = line.publish().recover(this::failPublish);
            published = known;
        }
        return known;
    }

    /**
     * Gives the upload up and removes what was stored; idempotent, also after a failure. Once the object is published
     * it does nothing: {@link BlobStore#delete} is for that.
     *
     * @return ends when nothing is left; a failure means that the sweep will find it
     */
    public Future<Void> abort() {
        var publishing = published;
        if (publishing != null) {
            return publishing.transform(done -> done.succeeded() ? Future.succeededFuture() : cleaned.future());
        }
        fail(new StreamCancelledException());
        return cleaned.future();
    }

    private void fill() {
        while (!carry.isEmpty() && failure == null && roomForMore()) {
            copySome();
        }
        if (!carry.isEmpty() || failure != null) {
            return;
        }
        if (ending && !handedLast && inFlight < DEPTH) {
            filling = filling == null ? pool.borrow() : filling;
            handOver(true);
        }
        // Last, because whoever waits for it may write on.
        completeCarried();
    }

    /** A full segment is handed over only when more bytes follow: until then it may be the last. */
    private boolean roomForMore() {
        if (filling != null && filled == line.format().plainCapacity(segment)) {
            if (inFlight == DEPTH) {
                return false;
            }
            handOver(false);
        }
        if (filling == null && inFlight < DEPTH) {
            filling = (inFlight == 0 ? Optional.of(pool.borrow()) : pool.tryBorrow()).orElse(null);
        }
        return filling != null;
    }

    private void copySome() {
        var batch = filling;
        var data = carry.peek();
        if (batch == null || data == null) {
            return;
        }
        var format = line.format();
        int length = Math.min(data.length() - carryOffset, format.plainCapacity(segment) - filled);
        data.getBytes(carryOffset, carryOffset + length, batch.array(), format.plainAt(segment) + filled);
        filled += length;
        carryOffset += length;
        if (carryOffset == data.length()) {
            carry.remove();
            carryOffset = 0;
        }
    }

    private void handOver(boolean last) {
        var batch = filling;
        if (batch == null) {
            return;
        }
        int index = segment;
        int length = filled;
        filling = null;
        filled = 0;
        segment++;
        inFlight++;
        handedLast = last;
        line.process(batch, index, length, last)
                .onComplete(outcome -> context.runOnContext(_ -> written(outcome, length)));
    }

    private void written(AsyncResult<Void> outcome, int length) {
        inFlight--;
        if (outcome.failed()) {
            fail(outcome.cause());
        }
        if (failure != null) {
            cleanUpWhenIdle();
            return;
        }
        stored += length;
        if (handedLast && inFlight == 0) {
            sealed.complete(new Sealed(stored, line.format().ciphertextLength(stored), line.sha256()));
            return;
        }
        fill();
        tellWriter();
    }

    private void tellWriter() {
        var handler = drain;
        if (wasFull && !writeQueueFull() && failure == null && !ending) {
            wasFull = false;
            if (handler != null) {
                handler.handle(null);
            }
        }
    }

    private Future<Void> copied() {
        if (carry.isEmpty()) {
            return Future.succeededFuture();
        }
        var waiting = carried;
        if (waiting == null) {
            waiting = Promise.promise();
            carried = waiting;
        }
        return waiting.future();
    }

    private void completeCarried() {
        var waiting = carried;
        carried = null;
        if (waiting != null) {
            waiting.complete();
        }
    }

    private <T> Future<T> failPublish(Throwable cause) {
        fail(cause);
        return Future.failedFuture(cause);
    }

    private void fail(Throwable cause) {
        if (failure != null) {
            return;
        }
        failure = cause;
        line.stop();
        carry.clear();
        if (filling != null) {
            filling.release();
            filling = null;
        }
        cleanUpWhenIdle();
        var waiting = carried;
        carried = null;
        if (waiting != null) {
            waiting.fail(cause);
        }
        sealed.tryFail(cause);
    }

    /** Only after the last write: a sink keeps the order of its calls. */
    private void cleanUpWhenIdle() {
        if (inFlight == 0 && !cleaning) {
            cleaning = true;
            line.discard().onComplete(cleaned);
        }
    }
}
