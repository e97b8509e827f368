package cn.mejene.chaos;

import cn.mejene.chaos.system.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Plays scenarios on a system of its own and tells people how it went. Immutable; one run at a time. */
public final class Chaos {
    /** PostgreSQL's account can enter when the tool runs as root. */
    private static final FileAttribute<Set<PosixFilePermission>> ENTERED =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

    private final Path root;
    private final InstantSource clock;
    private final PrintStream out;

    /**
     * What to play.
     *
     * @param scenarios one after the other, on the same system where they can be
     * @param seed decides everything that is left to chance
     * @param nodes how many
     * @param folder where data and history go; a temporary one that is removed after a good run when empty
     */
    public record Run(List<Scenario> scenarios, long seed, int nodes, Optional<Path> folder) {
        public Run {
            scenarios = List.copyOf(scenarios);
        }
    }

    /**
     * @param root the project's folder
     * @param clock real time, for the history
     */
    public Chaos(Path root, InstantSource clock, PrintStream out) {
        this.root = root;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @return whether everything that must be zero is zero
     * @throws Exception when the system does not start or the scenario cannot go on; the folder then stays
     */
    public boolean run(Run run) throws Exception {
        var folder = run.folder().isPresent()
                ? Files.createDirectories(run.folder().get()).toRealPath()
                : temporaryFolder();
        out.println("seed " + run.seed() + ", " + run.nodes() + " nodes, in " + folder);
        try (var history = History.open(folder.resolve("history.jsonl"), clock)) {
            var tally = new Tally(history);
            for (var scenarios : bySystem(run.scenarios())) {
                play(
                        run,
                        scenarios,
                        place(folder),
                        new Observed(history, tally, new Weather(), new Failures(run.nodes())));
            }
            new Report(tally).print(out);
            return conclude(run, folder, tally, history);
        }
    }

    /** In the order in which they were named, but all that are played on one system together. */
    private static Collection<List<Scenario>> bySystem(List<Scenario> scenarios) {
        return scenarios.stream()
                .collect(Collectors.groupingBy(Scenario::environment, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** The run's folder, or one below it where a system has been there already. */
    private static Path place(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("data"))) {
            return folder;
        }
        for (int number = 2; ; number++) {
            var below = folder.resolve("system-" + number);
            if (!Files.exists(below)) {
                return Files.createDirectory(below, ENTERED);
            }
        }
    }

    private void play(Run run, List<Scenario> scenarios, Path folder, Observed observed) throws Exception {
        long begin = System.nanoTime();
        var plan = new Installation.Plan(
                root, folder, run.nodes(), scenarios.getFirst().environment());
        try (var installation = new Installation(plan)) {
            var hook = Thread.ofPlatform().unstarted(() -> end(installation));
            Runtime.getRuntime().addShutdownHook(hook);
            installation.start();
            out.printf("started after %.1f s%n", (System.nanoTime() - begin) / 1e9);
            var stage = new Stage(installation, observed, new Random(run.seed()), out);
            for (var scenario : scenarios) {
                scenario.play(stage);
            }
            for (var scenario : scenarios) {
                scenario.settle(stage);
            }
            out.println("waiting for the sweep ...");
            new StoreSweep(stage).await();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /** When the tool itself is told to stop. */
    private void end(Installation installation) {
        try {
            installation.close();
        } catch (IOException e) {
            out.println("not ended cleanly: " + e.getMessage());
        }
    }

    private boolean conclude(Run run, Path folder, Tally tally, History history) throws IOException {
        if (tally.violations() > 0) {
            out.println("NOT HELD; seed " + run.seed() + ", history in " + history.file());
            return false;
        }
        out.println("held; seed " + run.seed());
        if (run.folder().isEmpty()) {
            delete(folder);
        }
        return true;
    }

    private static Path temporaryFolder() throws IOException {
        var folder = Files.createTempDirectory("mejene-chaos-");
        Files.setPosixFilePermissions(folder, ENTERED.value());
        return folder.toRealPath();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
