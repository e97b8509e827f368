package cn.mejene.vault.store;

import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.seal.SealFormat;
import cn.mejene.vault.seal.SealKey;
import cn.mejene.vault.seal.SegmentOpener;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Reads and opens the segments of one stored object, one at a time: the next call waits for the future of the one
 * before. Its futures are answered on the stream's context.
 */
final class OpeningLine {
    private final BlobSource source;
    private final SegmentOpener opener;
    private final long plainSize;
    private final BatchPool pool;
    private final Offload workers;
    private final Permission permission;

    private OpeningLine(
            BlobSource source,
            SegmentOpener opener,
            long plainSize,
            BatchPool pool,
            Offload workers,
            Permission permission) {
        this.source = source;
        this.opener = opener;
        this.plainSize = plainSize;
        this.pool = pool;
        this.workers = workers;
        this.permission = permission;
    }

    /** Checks the length, reads the header and takes the source over; on failure the source is closed. */
    static Future<OpeningLine> start(
            BlobSource source, SealKey key, long plainSize, BatchPool pool, Offload workers, Permission permission) {
        byte[] header = new byte[SealFormat.HEADER];
        return Future.<Void>succeededFuture()
                .compose(_ -> requireLength(source, key.format().ciphertextLength(plainSize)))
                .compose(_ -> source.read(0, header, header.length))
                .map(_ -> new OpeningLine(source, key.opener(header), plainSize, pool, workers, permission))
                .onFailure(_ -> source.close());
    }

    SealFormat format() {
        return opener.format();
    }

    /** Opens segment {@code index} into an array that the caller releases. */
    Future<Batch> open(int index) {
        return open(index, pool.borrow(), pool.borrow());
    }

    /** The same ahead of need; empty when memory is too short for that. */
    Optional<Future<Batch>> openAhead(int index) {
        var sealed = pool.tryBorrow().orElse(null);
        if (sealed == null) {
            return Optional.empty();
        }
        var opened = pool.tryBorrow().map(plain -> open(index, sealed, plain));
        if (opened.isEmpty()) {
            sealed.sealed(0);
            sealed.release();
        }
        return opened;
    }

    /** Ends with a failure once the stream is no longer allowed. */
    Future<Void> permitted() {
        return permission.require();
    }

    Future<Void> close() {
        return source.close();
    }

    private Future<Batch> open(int index, Batch sealed, Batch plain) {
        int length = format().sealedLength(index, plainSize);
        boolean last = index == format().segmentCount(plainSize) - 1;
        return permitted()
                .compose(_ -> source.read(format().sealedStart(index), sealed.array(), length))
                .compose(_ -> {
                    sealed.sealed(length);
                    return workers.run(() -> opener.open(index, last, sealed.array(), length, plain.array()));
                })
                .onComplete(_ -> sealed.release())
                .onFailure(_ -> plain.release())
                .map(_ -> plain);
    }

    private static Future<Void> requireLength(BlobSource source, long expected) {
        return source.size() == expected
                ? Future.succeededFuture()
                : Future.failedFuture(new IntegrityException("object length"));
    }
}
