package cn.mejene.chaos.fault;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import java.time.Duration;

/** {@code kill -9} of a node, which the launcher starts again. */
record KillNode(int node) implements Fault {
    private static final Duration BACK = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "kill node " + node;
    }

    @Override
    public Domain domain() {
        return Domain.NODES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        var installation = stage.installation();
        var old = installation.node(node).orElseThrow();
        long begin = System.nanoTime();
        old.signal("KILL");
        installation.awaitNewLife(node, old, BACK);
        stage.tally().measured(Figure.JOIN, (System.nanoTime() - begin) / 1_000_000);
        stage.tally().measured(Figure.LAST_FAILURE, stage.observed().failures().lastElsewhere(node, begin) / 1_000_000);
    }
}
