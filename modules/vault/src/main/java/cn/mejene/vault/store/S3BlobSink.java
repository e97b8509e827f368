package cn.mejene.vault.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * Batches of one object on their way into the parts of a multipart upload. A write that fills a part ends when the
 * store has that part, the others at once: the sink never holds more than one part. Its state is touched on its context
 * only.
 */
final class S3BlobSink implements BlobSink {
    /** The least that a part may have unless it is the last: five whole batches. */
    static final int PART = 5 << 20;

    private enum State {
        OPEN,
        BROKEN,
        PUBLISHED,
        DISCARDED
    }

    private final S3Upload upload;
    private final Context context;
    private final Offload workers;
    private final List<Batch> part = new ArrayList<>();
    private int partLength;
    private boolean completing;
    private State state = State.OPEN;
    private Future<Void> latest = Future.succeededFuture();

    S3BlobSink(S3Upload upload, Context context, Offload workers) {
        this.upload = upload;
        this.context = context;
        this.workers = workers;
    }

    @Override
    public Future<Void> write(Batch batch) {
        return inOrder(() -> {
            if (state != State.OPEN) {
                batch.release();
                return closed();
            }
            part.add(batch);
            partLength += batch.length();
            return step(() -> begun().compose(_ -> partLength < PART ? Future.succeededFuture() : sendPart()));
        });
    }

    @Override
    public Future<Void> publish() {
        return inOrder(() -> state == State.OPEN
                ? step(() -> begun().compose(_ ->
                                        part.isEmpty() && !upload.isEmpty() ? Future.succeededFuture() : sendPart())
                                .compose(_ -> complete()))
                        .onSuccess(_ -> state = State.PUBLISHED)
                : closed());
    }

    @Override
    public Future<Void> discard() {
        return inOrder(() -> {
            if (state == State.PUBLISHED || state == State.DISCARDED) {
                return Future.succeededFuture();
            }
            state = State.DISCARDED;
            release();
            // A completion that failed may have been carried out all the same, and was never reported as done.
            return upload.abort().compose(_ -> completing ? upload.deleteObject() : Future.succeededFuture());
        });
    }

    /** The first failure is the last thing that happens to the upload but its removal. */
    private Future<Void> step(Supplier<Future<Void>> step) {
        return step.get().onFailure(_ -> {
            state = State.BROKEN;
            drop();
        });
    }

    private Future<Void> begun() {
        return upload.isBegun() ? Future.succeededFuture() : upload.begin();
    }

    private Future<Void> sendPart() {
        return workers.call(this::md5)
                .compose(md5 -> upload.add(buffers(), md5))
                .onSuccess(_ -> release());
    }

    private Future<Void> complete() {
        completing = true;
        return upload.complete();
    }

    private String md5() throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("MD5");
        buffers().forEach(digest::update);
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private List<ByteBuffer> buffers() {
        return part.stream()
                .map(batch -> ByteBuffer.wrap(batch.array(), 0, batch.length()))
                .toList();
    }

    /** A request that failed may still be reading the arrays: nobody else gets them. */
    private void drop() {
        part.forEach(Batch::drop);
        part.clear();
        partLength = 0;
    }

    private void release() {
        part.forEach(Batch::release);
        part.clear();
        partLength = 0;
    }

    private static Future<Void> closed() {
        return Future.failedFuture(new IllegalStateException("sink takes nothing more"));
    }

    private Future<Void> inOrder(Supplier<Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            latest = latest.transform(_ -> work.get());
            latest.onComplete(done);
        });
        return done.future();
    }
}
