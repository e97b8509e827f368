package cn.mejene.chaos.fault;

import cn.mejene.chaos.Stage;
import java.io.IOException;
import java.time.Duration;

/** PostgreSQL shuts down under everybody's hands and is started again by the services. */
record RestartDatabase() implements Fault {
    private static final Duration BACK = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "restart PostgreSQL";
    }

    @Override
    public Domain domain() {
        return Domain.SERVICES;
    }

    @Override
    public void strike(Stage stage) throws Exception {
        var database = stage.installation().database();
        var old = database.shutDown();
        long end = System.nanoTime() + BACK.toNanos();
        while (!database.isRenewed(old)) {
            if (System.nanoTime() > end) {
                throw new IOException("PostgreSQL did not come back in time");
            }
            Thread.sleep(50);
        }
        stage.installation().awaitAllReady(BACK);
    }
}
