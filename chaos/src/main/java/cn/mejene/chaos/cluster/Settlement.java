package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.Truth;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Compares, when everything has healed and nobody works, what was promised with what is there. One for a run, because
 * some things are compared with the round before; for the scenario's thread.
 */
final class Settlement {
    private static final Duration RELAYED = Duration.ofSeconds(60);

    private final Stage stage;
    private final Truth truth;
    private final Map<String, Long> epochs = new HashMap<>();

    Settlement(Stage stage) throws IOException {
        this.stage = stage;
        this.truth = new Truth(stage.installation());
    }

    /** After each round. */
    void settle(Collection<Member> members, int round) throws IOException, SQLException, InterruptedException {
        awaitEvents();
        try (var checkers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var member : members) {
                checkers.execute(() -> check(member, round));
            }
        }
        for (var record : truth.recordsToldTwice()) {
            tally().violated(Zero.MESSAGE_DOUBLED, record);
        }
        compareEpochs();
    }

    private void check(Member member, int round) {
        try {
            new Audit(member, round).run();
        } catch (RuntimeException e) {
            tally().violated(Zero.BROKEN_TOOL, member.name() + ": " + e);
        }
    }

    private void awaitEvents() throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + RELAYED.toNanos();
        while (truth.eventsWaiting() > 0) {
            if (System.nanoTime() > end) {
                tally().violated(Zero.EVENT_STUCK, truth.eventsWaiting() + " after " + RELAYED.toSeconds() + " s");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void compareEpochs() throws IOException, SQLException {
        truth.epochs().forEach((job, epoch) -> {
            if (epoch < epochs.getOrDefault(job, 0L)) {
                tally().violated(Zero.EPOCH_BACK, job);
            }
            epochs.put(job, epoch);
        });
    }

    private Tally tally() {
        return stage.tally();
    }
}
