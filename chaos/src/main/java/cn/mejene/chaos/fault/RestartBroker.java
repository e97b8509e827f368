package cn.mejene.chaos.fault;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.system.Sandbox;
import java.time.Duration;
import java.util.Map;

/** Kafka's broker stops in order and starts again; what nodes have to tell waits in their outbox meanwhile. */
record RestartBroker() implements Fault {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "restart Kafka";
    }

    @Override
    public Domain domain() {
        return Domain.SERVICES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        try (var sandbox = new Sandbox(stage.installation())) {
            sandbox.post("broker/restarts", Map.of());
        }
        stage.installation().awaitAllReady(BACK);
    }
}
