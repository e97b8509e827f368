package cn.mejene.services;

import cn.mejene.services.host.Backoff;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Leftovers;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL that stands up again on the same port when it was killed or stopped by others than {@link #close}. One
 * thread {@linkplain #stay stays}; any other may close, also while the server is just coming up.
 */
final class StandingPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandingPostgres.class);

    /** Not at once: whoever kills PostgreSQL may be about to kill this process too. */
    private static final Duration FIRST = Duration.ofMillis(500);

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(60);

    private final DataFolder folder;
    private final Secrets secrets;
    private final CountDownLatch closed = new CountDownLatch(1);
    private PostgresServer server;

    private StandingPostgres(DataFolder folder, Secrets secrets, PostgresServer server) {
        this.folder = folder;
        this.secrets = secrets;
        this.server = server;
    }

    /**
     * Starts it and waits until it accepts connections.
     *
     * @throws IOException when it does not start
     */
    static StandingPostgres start(DataFolder folder, Secrets secrets, int port) throws IOException {
        return new StandingPostgres(folder, secrets, PostgresServer.start(folder, secrets, port));
    }

    int port() {
        return server().port();
    }

    /**
     * Starts it again whenever it has ended, as often as that takes; returns when it is closed.
     *
     * @throws InterruptedException when the thread is to end
     */
    void stay() throws InterruptedException {
        var backoff = new Backoff(FIRST, LONGEST, STEADY);
        while (true) {
            var begin = System.nanoTime();
            var ended = server().process().ended().join();
            var pause = backoff.after(Duration.ofNanos(System.nanoTime() - begin));
            if (closed.getCount() == 0) {
                return;
            }
            LOG.atWarn()
                    .addKeyValue("exit", ended.exitCode())
                    .addKeyValue("pause", pause)
                    .log("PostgreSQL ended, it will be started again");
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            startAgain();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        // Whatever is coming up when this gets its turn is closed; nothing comes up after it.
        server().close();
    }

    private void startAgain() {
        var begin = System.nanoTime();
        try {
            if (launch()) {
                server().awaitReady();
                LOG.atInfo()
                        .addKeyValue("port", port())
                        .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                        .log("PostgreSQL started again");
            }
        } catch (IOException refused) {
            if (closed.getCount() > 0) {
                LOG.atError().setCause(refused).log("PostgreSQL did not start again");
            }
        }
    }

    /** False when it was closed meanwhile. */
    private synchronized boolean launch() throws IOException {
        if (closed.getCount() == 0) {
            return false;
        }
        // Backends outlive a killed postmaster for a moment and hold the memory that the next one wants.
        new Leftovers(folder).clearPostgres();
        server = PostgresServer.launch(folder, secrets, server.port());
        return true;
    }

    private synchronized PostgresServer server() {
        return server;
    }
}
