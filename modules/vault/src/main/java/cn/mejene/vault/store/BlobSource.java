package cn.mejene.vault.store;

import io.vertx.core.Future;

/** Reads one published object. Reads may overlap; futures are answered on the context that opened it. */
public interface BlobSource {
    /** Stored bytes, as found when it was opened. */
    long size();

    /**
     * Reads exactly {@code length} bytes into the array, from its index 0.
     *
     * @return fails with {@link cn.mejene.vault.seal.IntegrityException} when the object ends earlier
     */
    Future<Void> read(long offset, byte[] into, int length);

    /** Idempotent; reads still under way may fail. */
    Future<Void> close();
}
