package cn.mejene.vault.store;

import cn.mejene.vault.seal.SealKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Starts the streams that carry plaintext into and out of the store. One per node, thread-safe; a stream belongs to
 * the context that started it. It asks nobody for permission: a caller comes with a key, and keys come from the ring.
 */
public final class SealedStreams {
    /** For watchers that may wait: a thread of its own each. */
    private static final Executor WAITING = Thread::startVirtualThread;

    private final Vertx vertx;
    private final BlobStore store;
    private final BatchPool pool;
    private final Executor workers;
    private final SecureRandom random;
    private final LongSupplier nanoTime;

    /** @param workers a few platform threads for ciphers and digests, see {@link WorkerPool} */
    public SealedStreams(Vertx vertx, BlobStore store, BatchPool pool, Executor workers, SecureRandom random) {
        this(vertx, store, pool, workers, random, System::nanoTime);
    }

    SealedStreams(
            Vertx vertx,
            BlobStore store,
            BatchPool pool,
            Executor workers,
            SecureRandom random,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.store = store;
        this.pool = pool;
        this.workers = workers;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** The same streams over another store. */
    public SealedStreams in(BlobStore other) {
        return new SealedStreams(vertx, other, pool, workers, random, nanoTime);
    }

    /**
     * Starts an upload. It ends with {@link SealedUpload#publish} or {@link SealedUpload#abort}, one of which must be
     * called.
     *
     * @param key taken over and closed
     * @param watcher sees every plaintext byte
     */
    public SealedUpload upload(BlobId id, SealKey key, ByteWatcher watcher, Length length) {
        return upload(id, key, watcher, new RunningDigest(), length);
    }

    /** The same for bytes that go on where other objects ended; {@code digest} has seen those, and answers for all. */
    public SealedUpload upload(BlobId id, SealKey key, ByteWatcher watcher, RunningDigest digest, Length length) {
        try (key) {
            var line =
                    new SealingLine(key.sealer(random), store.create(id), watcher, digest, lookers(watcher), workers);
            var fitting = new Length(Math.min(length.most(), line.maxPlain()), length.exact());
            return new SealedUpload(vertx.getOrCreateContext(), pool, line, fitting, nanoTime);
        }
    }

    /**
     * Opens an object for download, up to its first segment, which is verified when this succeeds: only then promise
     * the client anything. It ends with {@link SealedDownload#sendTo} or {@link SealedDownload#cancel}, one of which
     * must be called.
     *
     * @param key taken over and closed
     * @param mayContinue asked before a further segment is opened and before one is sent, at most every 500 ms
     * @return fails with {@link cn.mejene.vault.seal.IntegrityException} when the stored bytes are not what was sealed,
     *     or {@link MissingBlobException}
     */
    public Future<SealedDownload> download(
            BlobId id, SealKey key, ByteRange range, Supplier<Future<Boolean>> mayContinue) {
        return download(() -> store.open(id), key, range, permission(mayContinue));
    }

    /** The same for an object that the caller opens, wherever it lies, under a permission that others may share. */
    public Future<SealedDownload> download(
            Supplier<Future<BlobSource>> open, SealKey key, ByteRange range, Permission permission) {
        return line(open, key, range, permission).compose(line -> new SealedDownload(line, range).prepare());
    }

    /**
     * The same for a content that lies in several objects, one after the other; each is opened when the one before has
     * been sent.
     */
    public Future<ContentDownload> download(List<Piece> pieces, Permission permission) {
        var waiting = new ArrayDeque<>(pieces);
        return ComposedDownload.prepare(
                () -> Optional.ofNullable(waiting.poll()).map(piece -> piece.key()
                        .get()
                        .compose(key -> download(piece.source(), key, piece.range(), permission))
                        .map(download -> download)));
    }

    /**
     * Shows a content that lies in several objects to a watcher, from its first byte to its last, and gives it to
     * nobody.
     *
     * @param pieces whole objects
     * @return what it came to; fails as a download does, or with what the watcher threw
     */
    public Future<Sealed> review(List<Piece> pieces, ByteWatcher watcher) {
        var context = vertx.getOrCreateContext();
        var always = new Permission(() -> Future.succeededFuture(true), nanoTime, context);
        var offload = new Offload(context, lookers(watcher));
        return new Review(
                        pieces,
                        piece -> piece.key().get().compose(key -> line(piece.source(), key, piece.range(), always)),
                        offload,
                        watcher)
                .run();
    }

    /** What the caller's context may read, given just now; all that is read under it is asked about together. */
    public Permission permission(Supplier<Future<Boolean>> mayContinue) {
        return new Permission(mayContinue, nanoTime, vertx.getOrCreateContext());
    }

    private Executor lookers(ByteWatcher watcher) {
        return watcher.mayWait() ? WAITING : workers;
    }

    private Future<OpeningLine> line(
            Supplier<Future<BlobSource>> open, SealKey key, ByteRange range, Permission permission) {
        var offload = new Offload(vertx.getOrCreateContext(), workers);
        return Future.<Void>succeededFuture()
                .compose(_ -> open.get())
                .compose(source -> OpeningLine.start(source, key, range.size(), pool, offload, permission))
                .onComplete(_ -> key.close());
    }
}
