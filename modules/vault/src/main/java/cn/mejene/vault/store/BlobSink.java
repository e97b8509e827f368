package cn.mejene.vault.store;

import io.vertx.core.Future;

/**
 * Takes the sealed bytes of one new object. Nobody can open the object before {@link #publish} succeeded, and after
 * that it survives a crash. Calls come one after another (from any thread) and take effect in that order; futures are
 * answered on the context that created the sink. It neither seals nor limits what is in flight.
 */
public interface BlobSink {
    /**
     * Appends a sealed batch; the batch is the sink's from here on, and released in every outcome.
     *
     * @return fails with {@link StorageFullException} or the cause; the sink then takes nothing more
     */
    Future<Void> write(Batch batch);

    /** Makes the object durable and then visible under its id. Once, after the last write. */
    Future<Void> publish();

    /**
     * Removes all that was written; idempotent. Does nothing once the object is published: whoever asked for that may
     * have recorded it, so it is {@link BlobStore#delete}d, or left to the sweep.
     */
    Future<Void> discard();
}
