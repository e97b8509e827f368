package cn.mejene.chaos.fault;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import java.time.Duration;

/** Every node in turn is asked to stop, as for a new version, and comes back before the next one goes. */
record RollingRestart() implements Fault {
    private static final Duration BACK = Duration.ofSeconds(150);

    @Override
    public String name() {
        return "rolling restart";
    }

    @Override
    public Domain domain() {
        return Domain.NODES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        for (int node : stage.installation().allNodes()) {
            var old = stage.installation().node(node).orElseThrow();
            long begin = System.nanoTime();
            old.signal("TERM");
            stage.installation().awaitNewLife(node, old, BACK);
            stage.tally().measured(Figure.RESTART, (System.nanoTime() - begin) / 1_000_000);
        }
    }
}
