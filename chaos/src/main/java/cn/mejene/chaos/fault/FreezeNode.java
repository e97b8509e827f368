package cn.mejene.chaos.fault;

import cn.mejene.chaos.Stage;
import java.time.Duration;

/** A node that stops in the middle of everything and wakes up believing that no time has passed. */
record FreezeNode(int node, Duration time) implements Fault {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "freeze node " + node + " for " + time.toSeconds() + " s";
    }

    @Override
    public Domain domain() {
        return Domain.NODES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        var process = stage.installation().node(node).orElseThrow();
        var wake = stage.weather().silence(node);
        process.signal("STOP");
        try {
            Thread.sleep(time);
        } finally {
            process.signal("CONT");
            wake.run();
        }
        stage.installation().awaitAllReady(BACK);
    }
}
