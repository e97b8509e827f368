package cn.mejene.chaos.access;

import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import java.util.Map;

/**
 * Strangers at the door of a system with the budgets of production: they guess codes (D29), what they shut out (D36),
 * they have codes sent in bulk (D31). For one thread, once.
 */
public final class AbuseScenario implements Scenario {
    private static final int VICTIMS = 4;
    private static final int GUESSERS = 200;
    private static final int PUMPERS = 250;
    private static final int GUESSERS_NET = 29;
    private static final int PUMPERS_NET = 31;
    private static final int FIRST_VICTIMS_PREFIX = 8_000;

    private final Limits limits = Limits.PRODUCTION;
    private final int requests;

    /** @param requests how many guesses, and how many codes asked for */
    public AbuseScenario(int requests) {
        this.requests = requests;
    }

    @Override
    public Map<String, String> environment() {
        return limits.environment();
    }

    @Override
    public void play(Stage stage) throws Exception {
        var numbers = new Numbers();
        guess(stage, numbers);
        stage.out().println("codes in bulk ...");
        try (var crowd = new Crowd(stage, "pumper", PUMPERS_NET, PUMPERS)) {
            new Pumping(stage, crowd, limits, numbers).attack(requests);
        }
    }

    private void guess(Stage stage, Numbers numbers) throws Exception {
        stage.out().println("guesses at codes ...");
        try (var client = Client.of(stage.installation().ports(), stage.observed());
                var crowd = new Crowd(stage, "guesser", GUESSERS_NET, GUESSERS)) {
            var guessing = new Guessing(stage, crowd, limits);
            for (int i = 0; i < VICTIMS; i++) {
                var victim = new Victim(stage, client.named("victim-" + i), numbers.of(FIRST_VICTIMS_PREFIX + i, i));
                guessing.attack(victim.phone(), requests / VICTIMS);
                victim.check();
            }
        }
    }
}
