package cn.mejene.vault.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Opens objects segment by segment for a watcher, in order, and for nobody else: what is opened is wiped as soon as it
 * was looked at. Confined to its context; at most two arrays at a time.
 */
final class Review {
    private final Queue<Piece> pieces;
    private final Function<Piece, Future<OpeningLine>> opener;
    private final Offload lookers;
    private final ByteWatcher watcher;
    private final RunningDigest digest = new RunningDigest();
    private final Promise<Sealed> done = Promise.promise();

    private long pieceSize;
    private int segment;
    private long plain;
    private long sealed;

    Review(List<Piece> pieces, Function<Piece, Future<OpeningLine>> opener, Offload lookers, ByteWatcher watcher) {
        this.pieces = new ArrayDeque<>(pieces);
        this.opener = opener;
        this.lookers = lookers;
        this.watcher = watcher;
    }

    Future<Sealed> run() {
        nextPiece();
        return done.future();
    }

    private void nextPiece() {
        var piece = pieces.poll();
        if (piece == null) {
            done.complete(new Sealed(plain, sealed, digest.hex()));
            return;
        }
        pieceSize = piece.range().size();
        segment = 0;
        opener.apply(piece).onFailure(done::fail).onSuccess(this::nextSegment);
    }

    private void nextSegment(OpeningLine open) {
        if (segment == open.format().segmentCount(pieceSize)) {
            plain += pieceSize;
            sealed += open.format().ciphertextLength(pieceSize);
            open.close();
            nextPiece();
        } else {
            open.open(segment)
                    .compose(batch -> look(batch, open.format().plainLength(segment, pieceSize)))
                    .onComplete(outcome -> looked(open, outcome));
        }
    }

    private Future<Void> look(Batch batch, int length) {
        return lookers.run(() -> {
                    digest.update(batch.array(), 0, length);
                    watcher.bytes(batch.array(), 0, length);
                })
                .onComplete(_ -> batch.release());
    }

    private void looked(OpeningLine open, AsyncResult<Void> outcome) {
        if (outcome.failed()) {
            open.close();
            done.fail(outcome.cause());
        } else {
            segment++;
            nextSegment(open);
        }
    }
}
