package cn.mejene.chaos;

import cn.mejene.chaos.system.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Plays scenarios on a system of its own and tells people how it went. Immutable; one run at a time. */
public final class Chaos {
    private final Path root;
    private final InstantSource clock;
    private final PrintStream out;

    /**
     * What to play.
     *
     * @param scenarios one after the other on the same system
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
            play(run, folder, new Observed(history, tally, new Weather(), new Failures(run.nodes())));
            new Report(tally).print(out);
            return conclude(run, folder, tally, history);
        }
    }

    private void play(Run run, Path folder, Observed observed) throws Exception {
        long begin = System.nanoTime();
        try (var installation = new Installation(new Installation.Plan(root, folder, run.nodes()))) {
            var hook = Thread.ofPlatform().unstarted(() -> end(installation));
            Runtime.getRuntime().addShutdownHook(hook);
            installation.start();
            out.printf("started after %.1f s%n", (System.nanoTime() - begin) / 1e9);
            var stage = new Stage(installation, observed, new Random(run.seed()), out);
            for (var scenario : run.scenarios()) {
                scenario.play(stage);
            }
            for (var scenario : run.scenarios()) {
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

    /** One that PostgreSQL's account can enter when the tool runs as root. */
    private static Path temporaryFolder() throws IOException {
        var folder = Files.createTempDirectory("mejene-chaos-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
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
