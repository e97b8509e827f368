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
        rotations
                .findRunning()
                .ifPresentOrElse(
                        rotation -> {
                            switch (rotation.state()) {
                                case "requested" -> rotations.begin(rotation.id(), root.rotate());
                                case "rewrapping" -> rewrap(rotation);
                                default -> end(rotation);
                            }
                        },
                        () -> remaining.set(0));
    }

    private void rewrap(RotationRepository.Rotation rotation) {
        var version = rotation.madeVersion();
        long start = System.nanoTime();
        while (System.nanoTime() - start < TURN) {
            var batch = rotations.wrappedByOthers(version, BATCH);
            if (batch.isEmpty()) {
                rotations.disableOthers(rotation.id(), version);
                break;
            }
            batch.forEach(this::rewrap);
        }
        remaining.set(rotations.remaining(version));
    }

    private void rewrap(OldKey old) {
        var rewrapped = root.rewrap(old.wrapped(), ClassKeys.context(old.subject(), old.keyClass()));
        rotations.replace(old, rewrapped, root.version(rewrapped));
    }

    private void end(RotationRepository.Rotation rotation) {
        root.keepOnly(rotation.madeVersion());
        rotations.end(rotation.id());
        LOG.atInfo().addKeyValue("version", rotation.madeVersion()).log("root key rotated");
    }
}
