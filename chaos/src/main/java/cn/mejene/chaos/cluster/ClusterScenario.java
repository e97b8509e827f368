package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.fault.Fault;
import cn.mejene.chaos.fault.FaultDeck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Rounds of work and faults on one system, then races on it, healthy. For one thread, once. */
public final class ClusterScenario implements Scenario {
    private static final int FIRST_MEMBERS = 6;
    private static final int NEW_MEMBERS = 2;
    private static final int AT_WORK = 8;
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration AFTER = Duration.ofSeconds(4);
    private static final Duration WELL = Duration.ofSeconds(90);
    private static final int LATEST_SECOND_FAULT_MILLIS = 8_000;

    private final int rounds;
    private final int racers;
    private final Duration longestFault;
    private final Set<FaultDeck.Kind> kinds;
    private final List<Member> members = new ArrayList<>();

    /**
     * @param rounds how many, each with one or two faults
     * @param racers how many attempts each race has
     * @param longestFault no fault holds for longer
     * @param kinds of faults; all when empty
     */
    public ClusterScenario(int rounds, int racers, Duration longestFault, Set<FaultDeck.Kind> kinds) {
        this.rounds = rounds;
        this.racers = racers;
        this.longestFault = longestFault;
        this.kinds = Set.copyOf(kinds);
    }

    @Override
    public void play(Stage stage) throws Exception {
        try (var client = Client.of(stage.installation().ports(), stage.observed())) {
            var town = new Town(stage, client);
            var settlement = new Settlement(stage);
            var limits = new FaultDeck.Limits(stage.installation().nodes(), longestFault);
            var deck = new FaultDeck(stage.random(), limits, kinds);
            for (int round = 1; round <= rounds; round++) {
                round(town, settlement, deck.deal(), round);
            }
            stage.out().println("races of " + racers + " ...");
            new Races(town, racers).run();
        }
    }

    private void round(Town town, Settlement settlement, List<Fault> faults, int round) throws Exception {
        var stage = town.stage();
        stage.history().fault("round " + round, "begins");
        long begin = System.nanoTime();
        var before = Snapshot.of(stage.tally());
        town.openClinics();
        invite(town, round);
        work(stage, faults, round);
        stage.installation().awaitAllReady(WELL);
        settlement.settle(members, round);
        stage.out()
                .printf(
                        "round %d/%d  %-60s %s, %d s%n",
                        round,
                        rounds,
                        faults.stream().map(Fault::name).collect(Collectors.joining(" + ")),
                        before.until(stage.tally()),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    }

    /** New members come with every round, so that there are first times under faults, too. */
    private void invite(Town town, int round) {
        int count = round == 1 ? FIRST_MEMBERS : NEW_MEMBERS;
        for (int i = 0; i < count; i++) {
            members.add(new Member(
                    town,
                    "member-" + (members.size() + 1),
                    town.stage().random().nextLong()));
        }
    }

    private void work(Stage stage, List<Fault> faults, int round) throws Exception {
        var going = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                atWork(stage).forEach(member -> threads.execute(() -> live(stage, member, round, going)));
                Thread.sleep(BEFORE);
                strike(stage, faults);
                Thread.sleep(AFTER);
            } finally {
                going.set(false);
            }
        }
    }

    /** The newest and some of the others. */
    private List<Member> atWork(Stage stage) {
        var newest = members.reversed().stream().limit(NEW_MEMBERS).toList();
        var others = new ArrayList<>(members.subList(0, members.size() - newest.size()));
        Collections.shuffle(others, stage.random());
        var chosen = new ArrayList<>(newest);
        chosen.addAll(others.subList(0, Math.min(others.size(), AT_WORK - newest.size())));
        return chosen;
    }

    private static void live(Stage stage, Member member, int round, AtomicBoolean going) {
        try {
            new Life(member, round).liveWhile(going::get);
        } catch (RuntimeException e) {
            stage.tally().violated(Zero.BROKEN_TOOL, member.name() + ": " + e);
        }
    }

    private static void strike(Stage stage, List<Fault> faults) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long delay = 0;
            for (var fault : faults) {
                submit(threads, stage, fault, delay);
                delay = stage.random().nextInt(LATEST_SECOND_FAULT_MILLIS);
            }
        }
    }

    private static void submit(ExecutorService threads, Stage stage, Fault fault, long delayMillis) {
        threads.execute(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(delayMillis);
                stage.history().fault(fault.name(), "strikes");
                fault.strike(stage);
                stage.history().fault(fault.name(), "healed");
            } catch (Exception e) {
                stage.tally().violated(Zero.BROKEN_TOOL, fault.name() + ": " + e);
            }
        });
    }

    /** Counts at a moment, to tell what one round added. */
    private record Snapshot(long calls, long failed, long retries, int violations) {
        static Snapshot of(Tally tally) {
            return new Snapshot(
                    tally.figure(Figure.CALLS).count(),
                    tally.figure(Figure.FAILED).count(),
                    tally.figure(Figure.RETRIES).count(),
                    tally.violations());
        }

        String until(Tally tally) {
            var now = of(tally);
            int wrong = now.violations - violations;
            return "%d calls, %d failed, %d retried, %s"
                    .formatted(
                            now.calls - calls,
                            now.failed - failed,
                            now.retries - retries,
                            wrong == 0 ? "all held" : wrong + " VIOLATIONS");
        }
    }
}
