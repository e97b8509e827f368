package cn.mejene.vault.store;

import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SegmentSealer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What happens to each filled batch of an upload, in order and on worker threads: one looks at it (digest, watcher),
 * another seals it and hands it to the sink, while the first looks at the next. Its futures are answered on any thread.
 */
final class SealingLine {
    private final SegmentSealer sealer;
    private final BlobSink sink;
    private final ByteWatcher watcher;
    private final RunningDigest digest;
    private final InOrder looking;
    private final InOrder sealing;
    private volatile boolean stopped;

    SealingLine(
            SegmentSealer sealer,
            BlobSink sink,
            ByteWatcher watcher,
            RunningDigest digest,
            Executor lookers,
            Executor workers) {
        this.sealer = sealer;
        this.sink = sink;
        this.watcher = watcher;
        this.digest = digest;
        this.looking = new InOrder(lookers);
        this.sealing = new InOrder(workers);
    }

    SealFormat format() {
        return sealer.format();
    }

    long maxPlain() {
        return sealer.format().maxPlain();
    }

    /** Takes the batch over. The future ends when its bytes are written, or will never be. */
    Future<Void> process(Batch batch, Cutting.Cut cut) {
        Promise<Void> written = Promise.promise();
        step(looking, batch, written, () -> {
            look(batch, cut);
            step(sealing, batch, written, () -> seal(batch, cut).onComplete(written));
        });
        return written.future();
    }

    /** Does one thing with the batch in its turn; one that fails ends the batch. */
    private void step(InOrder turn, Batch batch, Promise<Void> written, Runnable work) {
        try {
            turn.execute(() -> {
                try {
                    if (stopped) {
                        throw new StreamCancelledException();
                    }
                    work.run();
                } catch (Throwable failure) {
                    // Errors too: an upload whose batch vanished would stay paused for good.
                    batch.release();
                    written.fail(failure);
                }
            });
        } catch (RejectedExecutionException closed) {
            batch.release();
            written.fail(closed);
        }
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

    private void look(Batch batch, Cutting.Cut cut) {
        digest.update(batch.array(), cut.start(), cut.length());
        watcher.bytes(batch.array(), cut.start(), cut.length());
    }

    private Future<Void> seal(Batch batch, Cutting.Cut cut) {
        batch.sealed(sealer.seal(batch.array(), cut.length(), cut.ends(), cut.last()));
        return sink.write(batch);
    }
}
