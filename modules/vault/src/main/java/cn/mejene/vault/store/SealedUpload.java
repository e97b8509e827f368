package cn.mejene.vault.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plaintext in, sealed object out. Confined to the context that started it: call it from there only. At most
 * {@value #DEPTH} batches are on their way to the store and one is being filled; a writer that pauses while
 * {@link #writeQueueFull} holds makes it wait for no more memory than that. A content of known length begins in small pieces,
 * of which {@value #SMALL_DEPTH} are on their way, and goes on so as long as it comes slowly.
 *
 * <p>Whatever fails, {@link #sealed} fails once, with the first cause, later calls fail with it too, and what was
 * stored is removed. It does not publish by itself: bytes become an object when the caller says so.
 */
public final class SealedUpload {
    /** Most batches on their way to the store. */
    static final int DEPTH = 4;

    /** The same where a batch is small. */
    static final int SMALL_DEPTH = 2;

    /** A sender who fills a segment in this time is worth large batches, nanoseconds. */
    private static final long QUICK = Duration.ofMillis(500).toNanos();

    private final Context context;
    private final BatchPool pool;
    private final SealingLine line;
    private final Length length;
    private final LongSupplier nanoTime;
    private final Cutting cutting;
    private final ArrayDeque<Buffer> carry = new ArrayDeque<>();
    private final Promise<Sealed> sealed = Promise.promise();
    private final Promise<Void> cleaned = Promise.promise();

    private @Nullable Batch filling;
    private int filled;
    private int carryOffset;
    private long accepted;
    private long begun;
    private boolean inPieces;
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

    SealedUpload(Context context, BatchPool pool, SealingLine line, Length length, LongSupplier nanoTime) {
        this.context = context;
        this.pool = pool;
        this.line = line;
        this.length = length;
        this.nanoTime = nanoTime;
        this.cutting = new Cutting(line.format(), length);
        this.inPieces = cutting.allowsPieces();
        this.begun = nanoTime.getAsLong();
    }

    /** Whether the writer should pause until it is told to go on. */
    public boolean writeQueueFull() {
        return inFlight >= depth() || !carry.isEmpty();
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
        if (failure == null && data.length() > length.end() - accepted) {
            fail(new UploadTooLargeException(length.end()));
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
            if (accepted < length.exact().orElse(0)) {
                fail(new WrongLengthException());
            } else {
                fill();
            }
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
        if (ending && !handedLast && inFlight < depth()) {
            filling = filling == null ? pool.borrow() : filling;
            handOver(true);
        }
        // Last, because whoever waits for it may write on.
        completeCarried();
    }

    /** A full batch is handed over only when more bytes follow: until then it may be the last. */
    private boolean roomForMore() {
        var full = filling;
        if (full != null && filled == cutting.capacity(full)) {
            if (inFlight >= depth()) {
                return false;
            }
            handOver(false);
            chooseSize();
        }
        if (filling == null && inFlight < depth()) {
            filling = inPieces ? pool.borrowSmall() : large().orElse(null);
        }
        return filling != null;
    }

    private Optional<Batch> large() {
        return inFlight == 0 ? Optional.of(pool.borrow()) : pool.tryBorrow();
    }

    /** By how long the segment took that has just ended. */
    private void chooseSize() {
        if (cutting.allowsPieces() && !cutting.isInside()) {
            long now = nanoTime.getAsLong();
            inPieces = now - begun > QUICK;
            begun = now;
        }
    }

    private int depth() {
        return inPieces ? SMALL_DEPTH : DEPTH;
    }

    private void copySome() {
        var batch = filling;
        var data = carry.peek();
        if (batch == null || data == null) {
            return;
        }
        int size = Math.min(data.length() - carryOffset, cutting.capacity(batch) - filled);
        data.getBytes(carryOffset, carryOffset + size, batch.array(), cutting.start() + filled);
        filled += size;
        carryOffset += size;
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
        int size = filled;
        filling = null;
        filled = 0;
        inFlight++;
        handedLast = last;
        line.process(batch, cutting.cut(size, last))
                .onComplete(outcome -> context.runOnContext(_ -> written(outcome, size)));
    }

    private void written(AsyncResult<Void> outcome, int size) {
        inFlight--;
        if (outcome.failed()) {
            fail(outcome.cause());
        }
        if (failure != null) {
            cleanUpWhenIdle();
            return;
        }
        stored += size;
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
