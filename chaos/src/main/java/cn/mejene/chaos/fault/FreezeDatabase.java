package cn.mejene.chaos.fault;

import cn.mejene.chaos.Stage;
import java.time.Duration;

/** PostgreSQL keeps its connections and answers nothing. */
record FreezeDatabase(Duration time) implements Fault {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "freeze PostgreSQL for " + time.toSeconds() + " s";
    }

    @Override
    public Domain domain() {
        return Domain.SERVICES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        var database = stage.installation().database();
        try {
            database.freeze();
            Thread.sleep(time);
        } finally {
            database.wake();
        }
        stage.installation().awaitAllReady(BACK);
    }
}
