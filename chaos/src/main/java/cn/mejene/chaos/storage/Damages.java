package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Received;
import cn.mejene.chaos.system.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes files of the store and reads them: what comes may be cut short, and must never be other bytes or an answer
 * that ends as if it were whole. Each file is put back. For one thread.
 */
final class Damages {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int SEGMENT = 1 << 20;

    private final Stage stage;
    private final Truth truth;
    private final Random random;
    private final Path blobs;

    /** What can happen to a file. */
    private enum Kind {
        FLIPPED,
        CUT,
        CUT_AT_A_BORDER,
        LONGER,
        SEGMENTS_SWAPPED,
        ANOTHERS,
        UNREADABLE,
        GONE
    }

    /** Something stored. */
    record Target(Patient patient, Upload upload) {}

    Damages(Stage stage, Truth truth) {
        this.stage = stage;
        this.truth = truth;
        this.random = new Random(stage.random().nextLong());
        this.blobs = stage.installation().data().resolve("vault").resolve("blobs");
    }

    /** Every kind of damage once, each to another of the targets as far as they go. */
    void run(List<Target> targets) throws IOException, SQLException {
        for (var kind : Kind.values()) {
            var target = targets.get(random.nextInt(targets.size()));
            var files = files(target);
            var file = files.get(random.nextInt(files.size()));
            var sealed = Files.readAllBytes(file);
            try {
                damage(kind, file, sealed, targets);
                read(kind, target);
            } finally {
                Files.deleteIfExists(file);
                Files.write(file, sealed);
            }
            readWhole(target);
        }
    }

    private List<Path> files(Target target) throws IOException, SQLException {
        var files = new ArrayList<Path>();
        for (var object : truth.objectsOf(target.upload().recordId())) {
            files.add(blobs.resolve(object.substring(0, 2))
                    .resolve(object.substring(2, 4))
                    .resolve(object));
        }
        if (files.isEmpty()) {
            throw new IOException(target.upload().recordId() + " has no files");
        }
        return files;
    }

    private void damage(Kind kind, Path file, byte[] sealed, List<Target> targets) throws IOException, SQLException {
        switch (kind) {
            case FLIPPED -> {
                var changed = sealed.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
            }
            case CUT -> Files.write(file, Arrays.copyOf(sealed, random.nextInt(sealed.length)));
            case CUT_AT_A_BORDER -> Files.write(file, Arrays.copyOf(sealed, (sealed.length - 1) / SEGMENT * SEGMENT));
            case LONGER -> Files.write(file, Arrays.copyOf(sealed, sealed.length + 1 + random.nextInt(SEGMENT)));
            case SEGMENTS_SWAPPED -> Files.write(file, swapped(sealed));
            case ANOTHERS -> Files.write(file, another(file, targets));
            case UNREADABLE -> {
                Files.delete(file);
                Files.createDirectory(file);
            }
            case GONE -> Files.delete(file);
        }
    }

    /** The first two whole segments in each other's place; of a shorter file, its two halves. */
    private static byte[] swapped(byte[] sealed) {
        int length = sealed.length >= 2 * SEGMENT ? SEGMENT : sealed.length / 2;
        var changed = sealed.clone();
        System.arraycopy(sealed, 0, changed, length, length);
        System.arraycopy(sealed, length, changed, 0, length);
        return changed;
    }

    private byte[] another(Path file, List<Target> targets) throws IOException, SQLException {
        for (var target : targets) {
            var other = files(target).getFirst();
            if (!other.equals(file)) {
                return Files.readAllBytes(other);
            }
        }
        throw new IOException("there is one file only");
    }

    private void read(Kind kind, Target target) {
        var whole = receive(target, "");
        if (whole.status() == OK && whole.cleanly()) {
            stage.tally()
                    .violated(
                            Zero.DAMAGE_READ,
                            kind + ", whole, " + target.upload().recordId());
        } else {
            stage.tally().count(Figure.DAMAGE);
        }
        if (whole.status() == OK) {
            compare(kind, target, whole, 0);
        }
        int size = target.upload().scan().size();
        for (int i = 0; i < 3; i++) {
            int from = random.nextInt(size);
            int to = from + 1 + random.nextInt(size - from);
            var part = receive(target, "bytes=" + from + "-" + (to - 1));
            if (part.status() == PARTIAL) {
                compare(kind, target, part, from);
            }
        }
    }

    /** A range beside the damage is right, one that is cut short is right so far. */
    private void compare(Kind kind, Target target, Received received, int from) {
        var bytes = target.upload().scan().bytes();
        int to = from + received.bytes().length;
        if (to > bytes.length || !Arrays.equals(received.bytes(), Arrays.copyOfRange(bytes, from, to))) {
            stage.tally()
                    .violated(
                            Zero.DAMAGE_READ,
                            kind + ", other bytes, " + target.upload().recordId());
        }
    }

    private void readWhole(Target target) {
        var whole = receive(target, "");
        if (whole.status() != OK || !target.upload().scan().equalsBytes(whole.bytes())) {
            stage.tally().violated(Zero.UPLOAD_DIFFERS, target.upload().recordId() + " after it was put back");
        }
    }

    private Received receive(Target target, String range) {
        var patient = target.patient();
        var request = patient.content(target.upload().recordId());
        int node = 1 + random.nextInt(stage.installation().nodes());
        return patient.client().receive(range.isEmpty() ? request : request.with("Range", range), node);
    }
}
