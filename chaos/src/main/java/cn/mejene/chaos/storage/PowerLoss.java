package cn.mejene.chaos.storage;

import cn.mejene.chaos.Failures;
import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Observed;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Weather;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Pacer;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.system.Installation;
import cn.mejene.services.host.LossyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A whole machine loses its power in the instant after an upload was acknowledged: a system of its own, store, database
 * and all, on a disk that forgets what nobody has synced. For one thread.
 */
final class PowerLoss {
    private static final long DISK = 6L << 30;
    private static final int SENDERS = 6;
    private static final int MOST_TRIANGLES = 80_000;
    private static final int FEWEST_PROMISES = 3;
    private static final int MORE_PROMISES = 12;
    private static final int MOST_TRIES = 200;
    private static final double RESUMABLE = 0.5;

    private final Stage stage;
    private final String word;
    private final Random random;
    private final String phone =
            "+86138%08d".formatted(ThreadLocalRandom.current().nextInt(100_000_000));

    PowerLoss(Stage stage, String word) {
        this.stage = stage;
        this.word = word;
        this.random = new Random(stage.random().nextLong());
    }

    /** Plays it, or says why it cannot be played here. */
    void run(int losses) throws IOException {
        var mount = stage.installation().data().resolveSibling("power");
        LossyDisk disk;
        try {
            disk = LossyDisk.open(mount, DISK);
        } catch (IOException notHere) {
            stage.out().println("loss of power: NOT PLAYED, " + notHere.getMessage());
            stage.tally().count(Figure.NOT_PLAYED);
            return;
        }
        var hook = Thread.ofPlatform().unstarted(() -> close(disk));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            var uploads = List.<Upload>of();
            for (int loss = 1; loss <= losses; loss++) {
                uploads = lose(disk, uploads, loss);
            }
            prove(disk, uploads);
            new PlaintextSearch(Map.of("marker", word))
                    .below(disk.folder(), FileTime.fromMillis(0))
                    .forEach(place -> stage.tally().violated(Zero.PLAINTEXT, place));
        } catch (IOException e) {
            // The disk goes, and what the system on it has said must not go with it.
            var said = disk.folder().resolve("up.out");
            if (Files.exists(said)) {
                Files.copy(said, mount.resolveSibling("power-up.out"), StandardCopyOption.REPLACE_EXISTING);
            }
            stage.tally().violated(Zero.BROKEN_TOOL, "loss of power: " + e.getMessage());
        } finally {
            Runtime.getRuntime().removeShutdownHook(hook);
            close(disk);
        }
    }

    /** Sends until some have been promised, and cuts the disk off then; answers everything sent so far. */
    private List<Upload> lose(LossyDisk disk, List<Upload> before, int number) throws IOException {
        try (var system = stage.installation().beside(disk.folder(), 1);
                var history = stage.history().beside("power-" + number + ".jsonl")) {
            system.start();
            // What a dying machine answers is nothing to judge: only what it promised counts, afterwards.
            var dying = new Observed(history, new Tally(history), new Weather(), new Failures(1));
            check(system, before);
            try (var client = Client.of(system.ports(), dying)) {
                var patient = new Patient(over(system, dying), client.named("patient-power"), phone);
                patient.uploads().addAll(before);
                patient.signIn(1);
                storm(patient, disk);
                disk.evict();
                disk.restore();
                stage.tally().count(Figure.POWER_LOSS);
                return List.copyOf(patient.uploads());
            }
        }
    }

    private void storm(Patient patient, LossyDisk disk) {
        int known = (int) patient.uploads().stream().filter(Upload::isStored).count();
        var promises = new AtomicInteger(FEWEST_PROMISES + random.nextInt(MORE_PROMISES));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) {
                var own = new Random(random.nextLong());
                threads.execute(() -> {
                    for (int n = 0; n < MOST_TRIES && promises.get() > 0; n++) {
                        if (sent(patient, own).isStored() && promises.decrementAndGet() == 0) {
                            cut(disk);
                        }
                    }
                });
            }
        }
        long kept = patient.uploads().stream().filter(Upload::isStored).count() - known;
        if (kept == 0) {
            stage.tally().violated(Zero.BROKEN_TOOL, "no upload was acknowledged before the loss of power");
        }
        for (int i = 0; i < kept; i++) {
            stage.tally().count(Figure.KEPT_THROUGH);
        }
    }

    private Upload sent(Patient patient, Random own) {
        var key = new UUID(own.nextLong(), own.nextLong()).toString();
        var scan = new Scan(1 + own.nextInt(MOST_TRIANGLES), own.nextLong(), word);
        var upload = new Upload(scan, key, own.nextDouble() < RESUMABLE, Upload.Fate.FORGETS);
        patient.uploads().add(upload);
        new Sending(patient, upload).once(1, Pacer.FREE);
        return upload;
    }

    private void cut(LossyDisk disk) {
        try {
            disk.cut();
            disk.evict();
        } catch (IOException e) {
            stage.tally().violated(Zero.BROKEN_TOOL, "loss of power: " + e.getMessage());
        }
    }

    /** Starts it for the last time and asks for everything. */
    private void prove(LossyDisk disk, List<Upload> uploads) throws IOException {
        try (var system = stage.installation().beside(disk.folder(), 1)) {
            system.start();
            check(system, uploads);
        }
    }

    private void check(Installation system, List<Upload> uploads) {
        try (var client = Client.of(system.ports(), stage.observed())) {
            var patient = new Patient(over(system, stage.observed()), client.named("patient-power"), phone);
            patient.uploads().addAll(uploads);
            new Check(patient, new HashSet<>()).run();
        } catch (RuntimeException e) {
            stage.tally().violated(Zero.BROKEN_TOOL, "after a loss of power: " + e);
        }
    }

    private Stage over(Installation system, Observed observed) {
        return new Stage(system, observed, random, stage.out());
    }

    private void close(LossyDisk disk) {
        Path where = disk.folder();
        try {
            disk.close();
        } catch (IOException e) {
            stage.tally().violated(Zero.BROKEN_TOOL, where + " could not be taken away: " + e.getMessage());
        }
    }
}
