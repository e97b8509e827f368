package cn.mejene.chaos.fault;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import java.time.Duration;
import java.util.Set;

/** One node and the others no longer hear each other; all of them still reach database and callers. */
record SplitCluster(int alone, Duration time) implements Fault {
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "split node " + alone + " from the others for " + time.toSeconds() + " s";
    }

    @Override
    public Domain domain() {
        return Domain.LINKS;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        var links = stage.installation().links();
        links.cut(Set.of(alone));
        try {
            stage.installation().awaitAlone(alone, NOTICED);
            Thread.sleep(time);
        } finally {
            links.heal();
        }
        long begin = System.nanoTime();
        stage.installation().awaitWhole(BACK);
        stage.tally().measured(Figure.MERGE, (System.nanoTime() - begin) / 1_000_000);
        stage.installation().awaitAllReady(BACK);
    }
}
