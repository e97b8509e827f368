package cn.mejene.vault.store;

import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SegmentSealer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;

/**
 * What happens to each filled batch of an upload, in order and on worker threads: digest, watch, seal, hand to the
 * sink. Its futures are answered on any thread.
 */
final class SealingLine {
    private final SegmentSealer sealer;
    private final BlobSink sink;
    private final ByteWatcher watcher;
    private final InOrder workers;
    private final RunningDigest digest;
    private volatile boolean stopped;

    SealingLine(SegmentSealer sealer, BlobSink sink, ByteWatcher watcher, RunningDigest digest, InOrder workers) {
        this.sealer = sealer;
        this.sink = sink;
        this.watcher = watcher;
        this.digest = digest;
        this.workers = workers;
    }

    SealFormat format() {
        return sealer.format();
    }

    long maxPlain() {
        return sealer.format().maxPlain();
    }

    /** Takes the batch over. The future ends when its bytes are written, or will never be. */
    Future<Void> process(Batch batch, int index, int plainLength, boolean last) {
        Promise<Void> written = Promise.promise();
        try {
            workers.execute(() -> seal(batch, index, plainLength, last).onComplete(written));
        } catch (RejectedExecutionException closed) {
            batch.release();
            written.fail(closed);
        }
        return written.future();
    }

    /** Batches still waiting are dropped from here on. */
    void stop() {
        stopped = true;
    }

    Future<Void> publish() {
        return sink.publish();
    }

    Future<Void> discard() {
        return sink.discard();
    }

    /** Digest of all plaintext; after the last batch was written. */
    String sha256() {
        return digest.hex();
    }

    private Future<Void> seal(Batch batch, int index, int plainLength, boolean last) {
        try {
            if (stopped) {
                throw new StreamCancelledException();
            }
            int start = format().plainAt(index);
            digest.update(batch.array(), start, plainLength);
            watcher.bytes(batch.array(), start, plainLength);
            batch.sealed(sealer.seal(batch.array(), plainLength, last));
            return sink.write(batch);
        } catch (Throwable failure) {
            // Errors too: an upload whose batch vanished would stay paused for good.
            batch.release();
            return Future.failedFuture(failure);
        }
    }
}
