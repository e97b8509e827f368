package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.system.RootKeys;
import cn.mejene.chaos.system.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Rounds of uploads with a node killed in the middle of one; then damaged files, a full disk, everybody at one object;
 * then the search for plaintext. For one thread, once.
 */
public final class StorageScenario implements Scenario {
    private static final int PATIENTS = 3;
    private static final int MOST_DAMAGED = 6;
    private static final int MOST_RACED = 20;
    private static final int NAMES_A_ROUND = 5;
    private static final int FEWEST_NAMES = 25;
    private static final int MOST_NAMES = 500;
    private static final int MOST_ROTATIONS = 10;
    private static final Duration WELL = Duration.ofSeconds(90);

    private final int rounds;
    /** In every file and nowhere else on this machine, whatever the seed. */
    private final String word =
            "Marked%012x".formatted(ThreadLocalRandom.current().nextLong(1L << 48));

    private final List<SlowClients> slow = new ArrayList<>();
    private final Map<Patient, Set<Upload>> compared = new HashMap<>();

    /** @param rounds how many nodes are killed, one after the other */
    public StorageScenario(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public void play(Stage stage) throws Exception {
        var begun = FileTime.from(
                Files.getLastModifiedTime(stage.installation().data()).toInstant());
        try (var client = Client.of(stage.installation().ports(), stage.observed())) {
            var patients = patients(stage, client);
            slow.add(new SlowClients(stage, patients.getFirst()));
            slow.getLast().start();
            try (var nonces = Nonces.watch(stage)) {
                for (int round = 1; round <= rounds; round++) {
                    round(stage, patients, round);
                }
                nonces.look();
            }
            var stored = stored(patients);
            if (!stored.isEmpty()) {
                afterwards(stage, patients, stored);
            }
            terminate(stage, patients);
            stage.out().println("heaps of idle nodes ...");
            new HeapDumps(stage).search(search());
            new LongParts(stage, word, rounds).run(client);
        }
        search(stage, begun);
    }

    @Override
    public void settle(Stage stage) throws Exception {
        for (var clients : slow) {
            clients.settle();
        }
        var keys = new RootKeys(stage.installation());
        long end = System.nanoTime() + WELL.toNanos();
        while (keys.running() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        if (keys.running() > 0 || keys.inUse() != 1) {
            stage.tally().violated(Zero.OLD_ROOT, keys.running() + " running, " + keys.inUse() + " in use");
        }
    }

    private static List<Patient> patients(Stage stage, Client client) {
        var patients = new ArrayList<Patient>();
        int first = ThreadLocalRandom.current().nextInt(90_000_000);
        for (int i = 1; i <= PATIENTS; i++) {
            var patient = new Patient(stage, client.named("patient-" + i), "+86137%08d".formatted(first + i));
            patient.signIn(1);
            patients.add(patient);
        }
        return patients;
    }

    private void round(Stage stage, List<Patient> patients, int number) throws IOException, SQLException {
        long begin = System.nanoTime();
        int before = stage.tally().violations();
        stage.history().fault("storage round " + number, "begins");
        if (number <= MOST_ROTATIONS && new RootKeys(stage.installation()).rotate()) {
            stage.tally().count(Figure.ROTATION);
        }
        new Round(stage, patients, word).run();
        stage.installation().awaitAllReady(WELL);
        check(stage, patients);
        int wrong = stage.tally().violations() - before;
        stage.out()
                .printf(
                        "storage %d/%d  %s, %d s%n",
                        number,
                        rounds,
                        wrong == 0 ? "all held" : wrong + " VIOLATIONS",
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    }

    private void check(Stage stage, List<Patient> patients) {
        for (var patient : patients) {
            try {
                new Check(patient, compared.computeIfAbsent(patient, _ -> new HashSet<>())).run();
            } catch (RuntimeException e) {
                stage.tally().violated(Zero.BROKEN_TOOL, "check: " + e);
            }
        }
    }

    private static List<Damages.Target> stored(List<Patient> patients) {
        return patients.stream()
                .flatMap(patient -> patient.uploads().stream()
                        .filter(Upload::isStored)
                        .map(upload -> new Damages.Target(patient, upload)))
                .toList();
    }

    private void afterwards(Stage stage, List<Patient> patients, List<Damages.Target> stored) throws Exception {
        new RotationLoad(stage, patients.get(1), word).run(Math.clamp(rounds, 1, MOST_ROTATIONS));
        stage.out().println("damaged files ...");
        var shuffled = new ArrayList<>(stored);
        java.util.Collections.shuffle(shuffled, new Random(stage.random().nextLong()));
        int turns = Math.clamp(rounds / 10, 1, 5);
        for (int turn = 0; turn < turns; turn++) {
            new Damages(stage, new Truth(stage.installation()))
                    .run(shuffled.subList(0, Math.min(MOST_DAMAGED, shuffled.size())));
            java.util.Collections.rotate(shuffled, MOST_DAMAGED);
        }
        stage.out().println("a full disk ...");
        new FullDisk(stage, word).run(patients.getFirst(), stored.getFirst());
        stage.out().println("everybody at one object ...");
        new ObjectRaces(stage, patients.getLast(), word).run(Math.clamp(rounds, 1, MOST_RACED));
        stage.out().println("names that are none ...");
        new FileNames(stage, patients.get(1), word)
                .run(Math.clamp((long) NAMES_A_ROUND * rounds, FEWEST_NAMES, MOST_NAMES));
        check(stage, patients);
    }

    /** What was given up is ended by its client, so that the sweep has nothing to wait for. */
    private static void terminate(Stage stage, List<Patient> patients) {
        for (var patient : patients) {
            for (var upload : patient.uploads()) {
                if (!upload.path().isEmpty() && !upload.isStored() && !new Sending(patient, upload).terminate(1)) {
                    stage.tally().violated(Zero.ORPHAN_FILE, "an upload that cannot be terminated");
                }
            }
        }
    }

    private void search(Stage stage, FileTime begun) throws IOException {
        stage.out().println("searching for plaintext ...");
        var search = search();
        var found =
                new ArrayList<>(search.below(stage.installation().data().resolveSibling("."), FileTime.fromMillis(0)));
        found.addAll(search.below(Path.of(System.getProperty("java.io.tmpdir")), begun));
        found.forEach(place -> stage.tally().violated(Zero.PLAINTEXT, place));
    }

    private PlaintextSearch search() {
        return new PlaintextSearch(Map.of("marker", word));
    }
}
