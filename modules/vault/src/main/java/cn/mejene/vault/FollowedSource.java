package cn.mejene.vault;

import cn.mejene.vault.store.BlobSource;
import cn.mejene.vault.store.MissingBlobException;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one object also when it is moved to another store meanwhile: what is gone from its place is looked for anew.
 * Confined to one context.
 */
final class FollowedSource implements BlobSource {
    private final Supplier<Future<Location>> location;
    private final Function<Location, Future<BlobSource>> open;
    private Future<At> current;
    private long size;

    private record At(Location location, BlobSource source) {}

    private FollowedSource(
            Supplier<Future<Location>> location, Function<Location, Future<BlobSource>> open, Location first) {
        this.location = location;
        this.open = open;
        this.current = at(first);
    }

    /**
     * @param location where the bytes lie by now; fails when they are gone for good
     * @param first where they lay just now
     */
    static Future<BlobSource> open(
            Location first, Supplier<Future<Location>> location, Function<Location, Future<BlobSource>> open) {
        var followed = new FollowedSource(location, open, first);
        return followed.current
                .recover(failure -> followed.elsewhere(followed.current, first, failure))
                .onSuccess(at -> followed.size = at.source.size())
                .map(followed);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Future<Void> read(long offset, byte[] into, int length) {
        var tried = current;
        return tried.compose(
                at -> at.source.read(offset, into, length).recover(failure -> elsewhere(tried, at.location, failure)
                        .compose(next -> next.source.read(offset, into, length))));
    }

    @Override
    public Future<Void> close() {
        return current.compose(at -> at.source.close());
    }

    /** Reads overlap: the first that misses the object looks for it, the others join. */
    private Future<At> elsewhere(Future<At> tried, Location gone, Throwable failure) {
        if (!(failure instanceof MissingBlobException)) {
            return Future.failedFuture(failure);
        }
        if (current == tried) {
            current = location.get().compose(now -> now.equals(gone) ? Future.failedFuture(failure) : at(now));
        }
        return current;
    }

    private Future<At> at(Location place) {
        return open.apply(place).map(source -> new At(place, source));
    }
}
