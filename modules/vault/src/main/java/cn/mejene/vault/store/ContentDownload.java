package cn.mejene.vault.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * Stored content on its way out, whole or a range. Confined to the context that opened it. A byte goes out only after
 * its whole segment was verified; the target is never ended: on failure the caller cuts it.
 */
public interface ContentDownload {
    /**
     * Sends the range; once. The target's drain handler is taken over.
     *
     * @return succeeds when the last piece was handed to the target; fails with
     *     {@link cn.mejene.vault.seal.IntegrityException}, {@link StreamRevokedException},
     *     {@link StreamCancelledException}, or the target's own failure. Then reset the connection: ending the target
     *     would make a short answer look whole.
     */
    Future<Void> sendTo(WriteStream<Buffer> output);

    /** Gives the download up, as when the client is gone; idempotent. */
    void cancel();

    /** Stops it at once because its right has ended; idempotent. */
    void revoke();
}
