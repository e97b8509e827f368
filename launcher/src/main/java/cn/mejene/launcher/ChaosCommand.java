package cn.mejene.launcher;

import cn.mejene.chaos.Chaos;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.access.AbuseScenario;
import cn.mejene.chaos.access.AccessScenario;
import cn.mejene.chaos.audit.AuditScenario;
import cn.mejene.chaos.cluster.ClusterScenario;
import cn.mejene.chaos.fault.FaultDeck;
import cn.mejene.chaos.messages.MessagesScenario;
import cn.mejene.chaos.money.MoneyScenario;
import cn.mejene.chaos.storage.StorageScenario;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos}: reads the options, leaves the work to {@link Chaos}. Exit code 1 means that something did not hold. */
@Command(name = "chaos", description = "Break a system of its own in many ways and check what it promised.")
final class ChaosCommand implements Callable<Integer> {
    private static final int ROUNDS = 7;

    private final PrintStream out;

    @Parameters(
            arity = "0..*",
            description =
                    "what to break, one after the other: cluster (default), storage, money, access, messages, audit")
    private List<String> names = List.of();

    @Option(names = "--rounds", description = "how many rounds of faults (default: 7; of a cluster, one for each kind)")
    private @Nullable Integer rounds;

    @Option(names = "--seed", description = "repeats the chances of another run (default: by chance)")
    private @Nullable Long seed;

    @Option(names = "--nodes", defaultValue = "3", description = "how many nodes (default: 3)")
    private int nodes;

    @Option(
            names = "--faults",
            split = ",",
            description = "only these: kill, freeze, roll, database-freeze, database-restart, services-freeze,"
                    + " broker-restart, split")
    private List<String> faults = List.of();

    @Option(names = "--longest", defaultValue = "60", description = "most seconds a fault holds (default: 60)")
    private int longest;

    @Option(names = "--racers", defaultValue = "1000", description = "attempts in each race (default: 1000)")
    private int racers;

    @Option(
            names = "--notices",
            defaultValue = "10000",
            description = "notifications of payments, and as many forged (default: 10000)")
    private int notices;

    @Option(names = "--requests", defaultValue = "20000", description = "guesses, and codes asked for (default: 20000)")
    private int requests;

    @Option(names = "--samples", defaultValue = "2000", description = "of each kind of number (default: 2000)")
    private int samples;

    @Option(names = "--steps", defaultValue = "100000", description = "of the decision model (default: 100000)")
    private int steps;

    @Option(names = "--members", defaultValue = "1000", description = "who are told something (default: 1000)")
    private int members;

    @Option(names = "--announcements", defaultValue = "100", description = "how often they are (default: 100)")
    private int announcements;

    @Option(names = "--entries", defaultValue = "10000", description = "length of the log (default: 10000)")
    private int entries;

    @Option(names = "--folder", description = "keeps data and history there (default: temporary)")
    private @Nullable Path folder;

    ChaosCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        check();
        var root = Path.of(System.getProperty("mejene.root", "")).toAbsolutePath();
        long chance = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        var run = new Chaos.Run(scenarios(), chance, nodes, Optional.ofNullable(folder));
        return new Chaos(root, InstantSource.system(), out).run(run) ? 0 : 1;
    }

    private void check() throws StartFailure {
        if (rounds(ROUNDS) < 0
                || Stream.of(racers, longest, requests, samples, steps, members, announcements)
                        .anyMatch(number -> number < 1)) {
            throw new StartFailure("--rounds may not be negative, all other numbers must be positive");
        }
        if (notices < 100) {
            throw new StartFailure("--notices must be at least 100");
        }
        if (entries < 2_000) {
            throw new StartFailure("--entries must be at least 2000");
        }
        if (nodes < 2 || nodes > 9) {
            throw new StartFailure("--nodes must be between 2 and 9");
        }
    }

    private List<Scenario> scenarios() throws StartFailure {
        var scenarios = new ArrayList<Scenario>();
        for (var name : names.isEmpty() ? List.of("cluster") : names) {
            scenarios.addAll(scenarios(name));
        }
        return scenarios;
    }

    private List<Scenario> scenarios(String name) throws StartFailure {
        return switch (name) {
            case "cluster" ->
                List.of(new ClusterScenario(
                        rounds(FaultDeck.Kind.values().length), racers, Duration.ofSeconds(longest), kinds()));
            case "storage" -> List.of(new StorageScenario(rounds(ROUNDS)));
            case "money" -> List.of(new MoneyScenario(notices));
            case "access" -> List.of(new AccessScenario(rounds(ROUNDS), samples, steps), new AbuseScenario(requests));
            case "messages" -> List.of(new MessagesScenario(members, announcements));
            case "audit" -> List.of(new AuditScenario(entries));
            default ->
                throw new StartFailure(
                        "chaos " + name + ": there are only cluster, storage, money, access, messages and audit");
        };
    }

    private int rounds(int usual) {
        return rounds == null ? usual : rounds;
    }

    private Set<FaultDeck.Kind> kinds() throws StartFailure {
        try {
            return faults.stream().map(FaultDeck.Kind::of).collect(Collectors.toSet());
        } catch (IllegalArgumentException unknown) {
            throw new StartFailure(String.valueOf(unknown.getMessage()));
        }
    }
}
