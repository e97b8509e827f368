package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.client.Pacer;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The {@code kill -9} of one round, at the moment that the bytes of one upload decide. Used once; thread-safe. */
final class Strike {
    private static final Duration BACK = Duration.ofMinutes(2);
    private static final int PATIENCE_SECONDS = 20;
    private static final double AFTER_THE_END = 0.3;
    private static final int LONGEST_AFTER_MILLIS = 40;

    private final Stage stage;
    private final int node;
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch struck = new CountDownLatch(1);

    Strike(Stage stage, int node) {
        this.stage = stage;
        this.node = node;
    }

    int node() {
        return node;
    }

    /** Sends up to a point that chance decides, a part of them to the end and a little longer, and has the node killed. */
    Pacer at(Random random, int size) {
        boolean after = random.nextDouble() < AFTER_THE_END;
        long point = after ? size : random.nextInt(size + 1);
        int pause = after ? random.nextInt(LONGEST_AFTER_MILLIS) : 0;
        return (sent, _) -> {
            if (sent >= point && struck.getCount() > 0) {
                sleep(pause);
                wanted.countDown();
                await(struck);
            }
        };
    }

    /** Kills when the moment has come, and returns when the node is back. */
    void perform() throws IOException {
        await(wanted);
        var installation = stage.installation();
        var old = installation.node(node).orElseThrow();
        stage.history().fault("kill node " + node, "strikes");
        long begin = System.nanoTime();
        old.signal("KILL");
        struck.countDown();
        stage.tally().count(Figure.KILL);
        installation.awaitNewLife(node, old, BACK);
        stage.tally().measured(Figure.JOIN, (System.nanoTime() - begin) / 1_000_000);
        stage.history().fault("kill node " + node, "healed");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            // An upload that failed before its point must not keep the round from its kill.
            latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void sleep(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
