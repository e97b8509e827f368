package cn.mejene.vault;

import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.job.Job;
import cn.mejene.vault.MoveRepository.Move;
import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.store.BlobCopy;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.BlobStore.Area;
import cn.mejene.vault.store.MissingBlobException;
import java.security.SecureRandom;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves blobs to another store while they are read: copies the sealed bytes as they are, reads the copy back and
 * compares digests, switches the row, then removes the source. Works in short turns of a job, so that a killed node
 * loses one blob's copying; opens nothing. Virtual threads only.
 */
final class Mover {
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PAGE = 50;
    private static final long TURN = Duration.ofSeconds(2).toNanos();

    private final Database database;
    private final BlobRepository blobs;
    private final MoveRepository moves;
    private final Stores stores;
    private final BlobCopy copying;

    Mover(Database database, BlobRepository blobs, MoveRepository moves, Stores stores, BlobCopy copying) {
        this.database = database;
        this.blobs = blobs;
        this.moves = moves;
        this.stores = stores;
        this.copying = copying;
    }

    void turn(Job.Fence fence) {
        moves.findRunning(database).ifPresent(move -> turn(move, fence));
    }

    private void turn(Move move, Job.Fence fence) {
        if (!stores.knows(move.target())) {
            LOG.atWarn().addKeyValue("store", move.target()).log("move to an unknown store");
            moves.end(database, move.id(), false);
            return;
        }
        long start = System.nanoTime();
        var passed = move.passedId();
        while (System.nanoTime() - start < TURN) {
            var page = blobs.elsewhere(database, move.target(), move.requestedAt(), passed, PAGE);
            for (var blob : page) {
                pass(move, blob, fence);
                passed = blob.blob().blobId();
                if (System.nanoTime() - start >= TURN) {
                    return;
                }
            }
            if (page.size() < PAGE) {
                endPass(move.id());
                return;
            }
        }
    }

    /** Whatever is wrong with a store ends the turn; what is wrong with the bytes of one blob is noted. */
    private void pass(Move move, LocatedBlob blob, Job.Fence fence) {
        var id = blob.blob().blobId();
        boolean moved = false;
        boolean faulty = false;
        try {
            moved = move(blob, move.target(), fence);
        } catch (MissingBlobException | IntegrityException e) {
            faulty = blobs.findLocation(database, id)
                    .filter(blob.location()::equals)
                    .isPresent();
            if (faulty) {
                LOG.atError()
                        .addKeyValue("blob", id)
                        .addKeyValue("cause", e.toString())
                        .log("blob could not be moved");
            }
        }
        moves.passed(database, move.id(), id, moved ? 1 : 0, faulty ? 1 : 0);
    }

    private boolean move(LocatedBlob blob, String target, Job.Fence fence) {
        var id = blob.blob().blobId();
        var copy = new Location(target, BlobId.random(RANDOM));
        if (!blobs.beginCopy(database, blob, copy)) {
            return database.transaction(tx -> {
                fence.check(tx);
                return blobs.moveWhole(tx, id, target);
            });
        }
        var source = stores.get(blob.location().store());
        var store = stores.get(target);
        copying.copyVerified(source, blob.location().object(), store, copy.object());
        boolean taken = database.transaction(tx -> {
            fence.check(tx);
            return blobs.takeCopy(tx, id, copy);
        });
        if (taken) {
            source.delete(Area.BLOBS, blob.location().object()).await();
        } else {
            store.delete(Area.BLOBS, copy.object()).await();
        }
        return taken;
    }

    /** Uploads that were under way when the pass went by are the next pass's. */
    private void endPass(String moveId) {
        var move = moves.findRunning(database).filter(m -> m.id().equals(moveId));
        move.ifPresent(m -> {
            if (blobs.anyComing(database, m.target(), m.requestedAt(), m.faulty())) {
                moves.startOver(database, m.id());
            } else {
                moves.end(database, m.id(), m.faulty() == 0);
                LOG.atInfo().addKeyValue("store", m.target()).log("move ended");
            }
        });
    }
}
