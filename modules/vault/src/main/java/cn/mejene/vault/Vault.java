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
import cn.mejene.vault.store.ContentDownload;
import cn.mejene.vault.store.Length;
import cn.mejene.vault.store.Permission;
import cn.mejene.vault.store.Piece;
import cn.mejene.vault.store.RunningDigest;
import cn.mejene.vault.store.Sealed;
import cn.mejene.vault.store.SealedStreams;
import cn.mejene.vault.store.SealedUpload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Sealed blobs from reservation to erasure. Two sides: modules reserve, keep and erase inside their transactions
 * (virtual threads); the gateway streams bytes (event loops). A blob's bytes count only after {@link #keep} commits.
 */
public final class Vault {
    /** Most parts of one content. */
    public static final int MOST_PARTS = Manifest.MOST_PARTS;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ModuleContext context;
    private final BlobRepository blobs;
    private final Stores stores;
    private final SealedStreams streams;
    private final Parts parts;
    private final DamageLog damage;

    Vault(ModuleContext context, BlobRepository blobs, Stores stores, SealedStreams streams) {
        this.context = context;
        this.blobs = blobs;
        this.stores = stores;
        this.streams = streams;
        this.parts = new Parts(context, new PartRepository());
        this.damage = new DamageLog(context);
    }

    /**
     * Reserves a new blob with a data key of its own.
     *
     * @param holder the run of the node that its bytes come by; when that has ended, so has the reservation
     * @param identity what the bytes are bound to beside their subject, e.g. clinic and kind
     */
    public BlobReference reserve(
            Sql sql, Holder holder, String subject, KeyClass keyClass, Map<String, String> identity) {
        var id = BlobId.random(RANDOM).value();
        var blob = context.port(KeyRing.class).reserve(id, subject, keyClass, associatedData(id, subject, identity));
        blobs.insertReserved(sql, blob, stores.forNewBlobs(), holder);
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
     * Makes a published blob a part of a content that is not complete yet.
     *
     * @throws Problem 409 {@code upload-ended} when the reservation is gone
     */
    public void keepPart(Tx tx, String blobId, Part part) {
        parts.keep(tx, blobId, part);
    }

    /**
     * Makes a content of kept parts; from now on they are read and erased as one blob.
     *
     * @return its id, the part's own when there is only one
     * @throws Problem 409 {@code upload-ended} when parts are missing, as after they expired
     */
    public String compose(Tx tx, Whole whole) {
        var holder = context.port(Holder.class);
        return parts.compose(tx, whole, () -> reserve(tx, holder, whole.subject(), whole.keyClass(), whole.identity()));
    }

    /** Gives up the parts of a content that was never completed, with the transaction. */
    public void dropParts(Tx tx, String of) {
        var dropped = parts.markErased(tx, of);
        tx.afterCommit(() -> dropped.forEach(this::remove));
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
        blobs.markErased(tx, blobId).ifPresent(blob -> {
            tx.afterCommit(() -> remove(blob));
            dropParts(tx, blobId);
        });
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
    public Future<SealedUpload> upload(BlobReference blob, ByteWatcher watcher, Length length) {
        return upload(blob, watcher, new RunningDigest(), length);
    }

    /** The same for bytes that go on where other blobs ended; {@code digest} has seen those, and answers for all. */
    public Future<SealedUpload> upload(BlobReference blob, ByteWatcher watcher, RunningDigest digest, Length length) {
        return onVirtualThread(() -> {
                    var location = location(blob);
                    return new Ready(location, context.port(KeyRing.class).sealing(blob));
                })
                .map(ready -> streams.in(stores.get(ready.location.store()))
                        .upload(ready.location.object(), ready.key, watcher, digest, length));
    }

    /** A key, and where the bytes lie that it is for. */
    private record Ready(Location location, SealKey key) {}

    private Location location(BlobReference blob) {
        return blobs.findLocation(context.database(), blob.blobId())
                .orElseThrow(() -> Problem.of(410, "erased", "These data have been erased."));
    }

    /**
     * Shows a content that is not kept yet to a watcher, from its first byte to its last; never blocks. Goes through
     * the door like every reading.
     */
    public Future<Sealed> review(Access access, String operation, Draft draft, ByteWatcher watcher) {
        return onVirtualThread(() -> {
                    var opened = context.port(KeyRing.class).open(access, operation);
                    return parts.pieces(draft, (part, range) -> piece(opened, part, range));
                })
                .compose(pieces -> streams.review(pieces, watcher));
    }

    /**
     * Opens a blob through the door and verifies its first segment; never blocks. While it is read, whether it may
     * still be is asked again, at most every 500 ms; that it is moved to another store meanwhile is not noticed.
     *
     * @return fails with the door's {@link Problem}, or with an integrity failure
     */
    public Future<ContentDownload> download(Access access, String operation, BlobReference blob, ByteRange range) {
        return open(access, operation, blob).compose(content -> content.range(range));
    }

    /**
     * Opens a whole content into memory, for what has to be seen as a whole and is small enough; never blocks. Goes through
     * the door like every reading. Whoever takes the bytes wipes them.
     */
    public Future<byte[]> whole(Access access, String operation, BlobReference blob, int size) {
        var target = new MemoryTarget(size);
        return download(access, operation, blob, ByteRange.whole(size))
                .compose(download -> download.sendTo(target))
                .map(_ -> target.bytes());
    }

    /**
     * The same for several ranges of a blob, which are one access, one entry in the log, and one permission: a range
     * that begins does not begin the half second anew.
     */
    public Future<OpenedContent> open(Access access, String operation, BlobReference blob) {
        return onVirtualThread(() -> context.port(KeyRing.class).open(access, operation))
                .map(opened -> {
                    var permission = streams.permission(() -> stillAllowed(access, blob));
                    return range -> damage.watch(
                            onVirtualThread(() -> ready(opened, blob, range, permission))
                                    .compose(Supplier::get),
                            access,
                            operation);
                });
    }

    private Supplier<Future<ContentDownload>> ready(
            Opened opened, BlobReference blob, ByteRange range, Permission permission) {
        var pieces = parts.pieces(opened, blob, range, (part, within) -> piece(opened, part, within));
        if (!pieces.isEmpty()) {
            return () -> streams.download(pieces, permission);
        }
        var location = location(blob);
        var key = opened.content(blob);
        return () -> streams.download(() -> source(blob, location), key, range, permission)
                .map(download -> download);
    }

    private Piece piece(Opened opened, BlobReference part, ByteRange range) {
        return new Piece(
                () -> onVirtualThread(() -> location(part)).compose(first -> source(part, first)),
                range,
                () -> onVirtualThread(() -> opened.content(part)));
    }

    private Future<BlobSource> source(BlobReference blob, Location first) {
        return FollowedSource.open(
                first, () -> onVirtualThread(() -> location(blob)), place -> stores.get(place.store())
                        .open(place.object()));
    }

    /**
     * Whether a reading that began may go on: the access would be allowed now, and the blob is neither erased nor are its
     * keys. The future fails when that cannot be found out.
     */
    public Future<Boolean> stillAllowed(Access access, BlobReference blob) {
        return onVirtualThread(() -> context.port(Authorizer.class).allows(access, context.database())
                && blobs.findStored(context.database(), blob.blobId()).isPresent()
                && context.port(KeyRing.class).isOpen(blob));
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
