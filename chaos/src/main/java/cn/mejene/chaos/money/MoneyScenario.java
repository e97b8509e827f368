package cn.mejene.chaos.money;

import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.system.MoneyTruth;
import cn.mejene.chaos.system.Sandbox;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Payments told of in every wrong way (D22 to D25), then all books compared. For one thread, once.
 */
public final class MoneyScenario implements Scenario {
    private static final int FEWEST_BUYERS = 4;
    private static final int PAYMENTS_PER_BUYER = 50;
    private static final Duration WELL = Duration.ofSeconds(90);

    private final int notices;

    /** @param notices how many notifications are delivered, and how many forged */
    public MoneyScenario(int notices) {
        this.notices = notices;
    }

    @Override
    public void play(Stage stage) throws Exception {
        try (var client = Client.of(stage.installation().ports(), stage.observed());
                var sandbox = new Sandbox(stage.installation());
                var postman = new Postman(stage)) {
            int buyers = Math.max(FEWEST_BUYERS, notices / 10 / PAYMENTS_PER_BUYER);
            var market = new Market(stage, client, new Provider(sandbox), buyers);
            var truth = new MoneyTruth(stage.installation());
            var accounts = new Accounts(market, truth);
            int few = Math.clamp(notices / 500, 2, 20);
            market.synchronise();
            market.open();
            var forgeries = new Forgeries(market, postman, truth);
            step(stage, "D22: " + notices + " notifications of " + notices / 10 + " payments, nodes killed", () -> {
                new Storm(market, postman, forgeries).run(notices);
                stage.installation().awaitAllReady(WELL);
                accounts.check();
            });
            step(stage, "D23: " + notices + " forged notifications", () -> forgeries.run(notices));
            step(stage, "D24: contradictions", () -> new Contradictions(market, postman).run(few));
            step(stage, "D25: silence", () -> new Silence(market, postman, truth).run(few));
            step(stage, "a day later, all books", () -> {
                market.advance(Duration.ofDays(2));
                market.open();
                accounts.check();
                new LogSweep(stage).run();
            });
        }
    }

    /** One part of it. */
    @FunctionalInterface
    private interface Part {
        void play() throws Exception;
    }

    private static void step(Stage stage, String title, Part part) throws Exception {
        stage.out().println(title + " ...");
        stage.history().fault(title, "begins");
        int before = stage.tally().violations();
        long begin = System.nanoTime();
        part.play();
        int wrong = stage.tally().violations() - before;
        stage.out()
                .printf(
                        "  %s, %d s%n",
                        wrong == 0 ? "all held" : wrong + " VIOLATIONS",
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    }
}
