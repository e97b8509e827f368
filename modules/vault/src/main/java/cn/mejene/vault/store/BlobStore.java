package cn.mejene.vault.store;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps sealed objects by id: written aside, published whole and durable, or not there at all. Thread-safe and
 * non-blocking; futures are answered on the caller's context. It knows no keys, no people and no references: which
 * object is an orphan is for its owner to say.
 */
public interface BlobStore {
    /** Where bytes of the store lie. */
    enum Area {
        /** Uploads under way, and what killed ones left. */
        ASIDE,
        /** Published objects. */
        BLOBS
    }

    /**
     * One entry of a listing.
     *
     * @param size stored bytes
     * @param modified last write, by the store's own real time
     */
    record Entry(BlobId id, long size, Instant modified) {}

    /** A sink for a new object; its first use fails when the id is taken. */
    BlobSink create(BlobId id);

    /** @return fails with {@link MissingBlobException} when there is no such published object */
    Future<BlobSource> open(BlobId id);

    /**
     * Deletes from an area, durably. A deleted upload under way can no longer be published.
     *
     * @return whether it was there
     */
    Future<Boolean> delete(Area area, BlobId id);

    /**
     * The next entries in order of id, for sweeps.
     *
     * @param untouchedSince only entries last written before this moment of real time (not of the injected clock)
     * @param after where the page before ended; empty for the first
     * @param limit most entries to answer; fewer mean that there are no more
     */
    Future<List<Entry>> list(Area area, Instant untouchedSince, Optional<BlobId> after, int limit);

    /** Deletes a published object. */
    default Future<Boolean> delete(BlobId id) {
        return delete(Area.BLOBS, id);
    }
}
