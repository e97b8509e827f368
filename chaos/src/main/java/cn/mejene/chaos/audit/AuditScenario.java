package cn.mejene.chaos.audit;

import cn.mejene.audit.verify.Memory;
import cn.mejene.chaos.Scenario;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.system.LogOwner;
import java.util.concurrent.TimeUnit;

/**
 * The access log: changed behind its back (D43), not there (D45), asked whom an incident concerns (D54); then the nodes'
 * own logs are searched for what is private (D57). For one thread, once.
 */
public final class AuditScenario implements Scenario {
    private static final int MEMBERS = 12;

    private final int entries;

    public AuditScenario(int entries) {
        this.entries = entries;
    }

    @Override
    public void play(Stage stage) throws Exception {
        var owner = new LogOwner(stage.installation());
        var filling = new Filling(owner, stage.out());
        var verifier = stage.installation().data().resolveSibling("verifier").resolve("checkpoint");
        var tampering = new Tampering(stage, owner, new Memory(verifier));
        try (var client = Client.of(stage.installation().ports(), stage.observed())) {
            var incidents = new Incidents(stage, client.named("incidents"), owner);
            step(stage, "a log of " + entries + " entries", () -> {
                incidents.plant(filling, MEMBERS);
                filling.fill(entries - entries / 10);
                tampering.remember();
                filling.fill(entries / 10);
            });
            step(stage, "D43: changes", tampering::run);
            step(stage, "D43: the signer", () -> new Refusal(stage, client.named("signer"), owner, filling).run());
            step(stage, "D45: no log", () -> new Absence(stage, client.named("absence"), owner).run());
            step(stage, "D54: incidents", incidents::run);
            step(stage, "D57: logs", () -> new PrivateWords(stage).run());
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
