package cn.mejene.chaos.fault;

import cn.mejene.chaos.Stage;
import java.time.Duration;

/** Kafka and the sandbox providers are gone for a while; PostgreSQL, a process of its own, is not. */
record FreezeServices(Duration time) implements Fault {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "freeze Kafka and the sandbox for " + time.toSeconds() + " s";
    }

    @Override
    public Domain domain() {
        return Domain.SERVICES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        var services = stage.installation().services();
        services.signal("STOP");
        try {
            Thread.sleep(time);
        } finally {
            services.signal("CONT");
        }
        stage.installation().awaitAllReady(BACK);
    }
}
