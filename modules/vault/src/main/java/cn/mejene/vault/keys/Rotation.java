package cn.mejene.vault.keys;

import cn.mejene.vault.keys.RotationRepository.OldKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rotates the root key under load: makes a version, rewraps every class key, then disables the others. Works in short
 * turns of a job, each of which may break off anywhere. Virtual threads only.
 */
final class Rotation {
    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);
    private static final int BATCH = 100;
    private static final long TURN = Duration.ofSeconds(2).toNanos();

    private final RotationRepository rotations;
    private final KeyManagement root;
    private final AtomicLong remaining = new AtomicLong();

    Rotation(RotationRepository rotations, KeyManagement root) {
        this.rotations = rotations;
        this.root = root;
    }

    /** Class keys that this node, when it last looked, found still to be rewrapped. */
    long remaining() {
        return remaining.get();
    }

    /** One step; what follows a step waits for the next turn, so that readers of what it replaced have ended. */
    void turn() {
        rotations.findRunning().ifPresentOrElse(this::step, () -> remaining.set(0));
    }

    private void step(RotationRepository.Rotation rotation) {
        if (rotation.state().equals("requested")) {
            rotations.begin(rotation.id(), root.rotate());
        } else if (!root.current().equals(rotation.madeVersion())) {
            // Somebody has made a version elsewhere, as an operator of the key service may.
            rotations.follow(rotation.id(), root.current());
        } else if (rotation.state().equals("rewrapping")) {
            rewrap(rotation);
        } else {
            end(rotation);
        }
    }

    /** Keys that cannot be rewrapped keep the old versions enabled, and no other key from being rewrapped. */
    private void rewrap(RotationRepository.Rotation rotation) {
        var version = rotation.madeVersion();
        long start = System.nanoTime();
        var after = "";
        while (System.nanoTime() - start < TURN) {
            var batch = rotations.wrappedByOthers(version, after, BATCH);
            if (batch.isEmpty()) {
                rotations.disableOthers(rotation.id(), version);
                break;
            }
            batch.forEach(this::rewrap);
            after = batch.getLast().id();
        }
        remaining.set(rotations.remaining(version));
    }

    private void rewrap(OldKey old) {
        try {
            var rewrapped = root.rewrap(old.wrapped(), ClassKeys.context(old.subject(), old.keyClass()));
            rotations.replace(old, rewrapped, root.version(rewrapped));
        } catch (IllegalStateException unreadable) {
            LOG.atError()
                    .addKeyValue("key", old.id())
                    .log("class key cannot be rewrapped, the rotation waits until it is restored or destroyed");
        }
    }

    private void end(RotationRepository.Rotation rotation) {
        root.keepOnly(rotation.madeVersion());
        rotations.end(rotation.id());
        LOG.atInfo().addKeyValue("version", rotation.madeVersion()).log("root key rotated");
    }
}
