package cn.mejene.vault;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.BlobSource;
import cn.mejene.vault.store.BlobStore;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.ByteWatcher;
import cn.mejene.vault.store.SealedDownload;
import cn.mejene.vault.store.SealedStreams;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Sealed blobs from reservation to erasure. Two sides: modules reserve, keep and erase inside their transactions
 * (virtual threads); the gateway streams bytes (event loops). A blob's bytes count only after {@link #keep} commits.
 */
public final class Vault {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ModuleContext context;
    private final BlobRepository blobs;
    private final Stores stores;
    private final SealedStreams streams;

    Vault(ModuleContext context, BlobRepository blobs, Stores stores, SealedStreams streams) {
        this.context = context;
        this.blobs = blobs;
        this.stores = stores;
        this.streams = streams;
    }

    /**
     * Reserves a new blob with a data key of its own.
     *
     * @param identity what the bytes are bound to beside their subject, e.g. clinic and kind
     */
    public BlobReference reserve(Sql sql, String subject, KeyClass keyClass, Map<String, String> identity) {
        var id = BlobId.random(RANDOM).value();
        var blob = context.port(KeyRing.class).reserve(id, subject, keyClass, associatedData(id, subject, identity));
        blobs.insertReserved(sql, blob, stores.forNewBlobs(), context.port(Holder.class));
        return blob;
    }

    private static byte[] associatedData(String id, String subject, Map<String, String> identity) {
        var text = new StringBuilder("mejene-blob/1\nobject=" + id + "\nmember=" + subject);
        new TreeMap<>(identity)
                .forEach((name, value) ->
                        text.append('\n').append(name).append('=').append(value));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes published bytes count.
     *
     * @throws Problem 409 {@code upload-ended} when the reservation is gone, as after its node was taken for dead
     */
    public void keep(Tx tx, String blobId, long size) {
        if (!blobs.markStored(tx, blobId, size)) {
            throw Problem.conflict("upload-ended", "This upload has ended already.");
        }
    }

    /**
     * A stored blob's key and identity.
     *
     * @throws Problem 410 {@code erased} when it is not, or no longer, stored
     */
    public BlobReference stored(Sql sql, String blobId) {
        return blobs.findStored(sql, blobId)
                .map(LocatedBlob::blob)
                .orElseThrow(() -> Problem.of(410, "erased", "These data have been erased."));
    }

    /** Erases a blob with the transaction: its key and bytes go as soon as it has committed. */
    public void erase(Tx tx, String blobId) {
        blobs.markErased(tx, blobId).ifPresent(blob -> tx.afterCommit(() -> remove(blob)));
    }

    /** Gives up a reservation; does nothing to a blob that has been kept. */
    public void abandon(String blobId) {
        blobs.markAbandoned(context.database(), blobId).ifPresent(this::remove);
    }

    /** Destroys key, then bytes, then row, so that a crash leaves at most what a sweep finds. */
    void remove(LocatedBlob gone) {
        context.port(KeyRing.class).destroy(gone.blob());
        delete(gone.location());
        gone.copy().ifPresent(this::delete);
        blobs.delete(context.database(), gone.blob().blobId());
    }

    private void delete(Location location) {
        var store = stores.get(location.store());
        store.delete(BlobStore.Area.ASIDE, location.object()).await();
        store.delete(BlobStore.Area.BLOBS, location.object()).await();
    }

    /** Starts the bytes of a reserved blob; never blocks. */
    public Future<SealedUpload> upload(BlobReference blob, ByteWatcher watcher, long maxBytes) {
        return onVirtualThread(() -> {
                    var location = location(blob);
                    return new Ready(location, context.port(KeyRing.class).sealing(blob));
                })
                .map(ready -> streams.in(stores.get(ready.location.store()))
                        .upload(ready.location.object(), ready.key, watcher, maxBytes));
    }

    /** A key, and where the bytes lie that it is for. */
    private record Ready(Location location, SealKey key) {}

    private Location location(BlobReference blob) {
        return blobs.findLocation(context.database(), blob.blobId())
                .orElseThrow(() -> Problem.of(410, "erased", "These data have been erased."));
    }

    /**
     * Opens a blob through the door and verifies its first segment; never blocks. While it is read, whether it may
     * still be is asked again, at most every 500 ms; that it is moved to another store meanwhile is not noticed.
     *
     * @return fails with the door's {@link Problem}, or with an integrity failure
     */
    public Future<SealedDownload> download(Access access, String operation, BlobReference blob, ByteRange range) {
        return onVirtualThread(() -> {
                    var key =
                            context.port(KeyRing.class).open(access, operation).content(blob);
                    return new Ready(location(blob), key);
                })
                .compose(ready -> streams.download(
                        () -> source(blob, ready.location), ready.key, range, () -> stillAllowed(access)));
    }

    private Future<BlobSource> source(BlobReference blob, Location first) {
        return FollowedSource.open(
                first, () -> onVirtualThread(() -> location(blob)), place -> stores.get(place.store())
                        .open(place.object()));
    }

    /** Whether the access would be allowed now; the future fails when that cannot be found out. */
    public Future<Boolean> stillAllowed(Access access) {
        return onVirtualThread(() -> context.port(Authorizer.class).allows(access, context.database()));
    }

    private <T> Future<T> onVirtualThread(Callable<T> step) {
        Promise<T> promise = Promise.promise();
        var caller = context.vertx().getOrCreateContext();
        Thread.startVirtualThread(() -> {
            try {
                var result = step.call();
                caller.runOnContext(_ -> promise.complete(result));
            } catch (Exception | Error e) {
                caller.runOnContext(_ -> promise.fail(e));
            }
        });
        return promise.future();
    }
}
