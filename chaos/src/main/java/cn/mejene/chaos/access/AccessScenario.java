package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Who may see what, on a healthy system and on one that is split: tokens (D33), revocation (D34), versions of the policy
 * (D53), what a stranger learns of numbers (D30), and a long walk beside a model of all decisions (D52). For one thread,
 * once.
 */
public final class AccessScenario implements Scenario {
    private static final int WALKERS = 12;

    private final int rounds;
    private final int samples;
    private final int steps;

    /**
     * @param rounds of refreshes and revocations
     * @param samples of each kind of number
     * @param steps of the model, over all walkers
     */
    public AccessScenario(int rounds, int samples, int steps) {
        this.rounds = rounds;
        this.samples = samples;
        this.steps = steps;
    }

    @Override
    public void play(Stage stage) throws Exception {
        try (var client = Client.of(stage.installation().ports(), stage.observed())) {
            var numbers = new Numbers();
            stage.out().println("refresh tokens, revocations ...");
            var refreshes = new Refreshes(stage, client.named("refresher"));
            for (int i = 0; i < rounds; i++) {
                refreshes.run(numbers.fresh(stage.random()));
            }
            new Revocations(stage, client.named("revoker"), numbers.fresh(stage.random())).run(rounds);
            stage.out().println("versions of the policy ...");
            new PolicyVersions(stage, client.named("reader"), numbers).run();
            stage.out().println("known and unknown numbers ...");
            new Enumeration(stage, client.named("stranger")).run(numbers, samples);
            stage.out().println("decisions beside the model ...");
            walk(stage, client);
        }
    }

    private void walk(Stage stage, Client client) throws InterruptedException {
        long begin = System.nanoTime();
        var times = new Times(client.named("times"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WALKERS; i++) {
                int number = i;
                long seed = stage.random().nextLong();
                threads.execute(() -> walk(stage, client.named("walker-" + number), times, seed));
            }
        }
        var walked = stage.tally().figure(Figure.STEP).count();
        stage.out()
                .printf(
                        "  %d steps, %d decisions, %d s%n",
                        walked,
                        stage.tally().figure(Figure.DECISION).count(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    }

    private void walk(Stage stage, Client client, Times times, long seed) {
        try {
            new Walker(stage, client, times, seed).walk(Math.max(1, steps / WALKERS));
        } catch (RuntimeException e) {
            stage.tally().violated(Zero.BROKEN_TOOL, "a walk: " + e);
        }
    }
}
