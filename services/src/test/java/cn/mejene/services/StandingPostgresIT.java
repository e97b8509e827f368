package cn.mejene.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Leftovers;
import cn.mejene.services.host.Ports;
import cn.mejene.services.host.RunningProcess;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One real server, which each test ends in another way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandingPostgresIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private DataFolder folder;
    private Secrets secrets;
    private StandingPostgres postgres;
    private Thread staying;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = DataFolder.open(temporary.resolve("data"));
        secrets = new Secrets(folder);
        stand();
    }

    @AfterAll
    void stop() throws Exception {
        postgres.close();
        staying.join();
        new Leftovers(folder).clear();
    }

    @Test
    void stay_startsAgainOnTheSamePort_whenPostmasterIsKilled() throws Exception {
        execute("CREATE TABLE kept (value int)");
        execute("INSERT INTO kept VALUES (7)");
        try (var open = connect()) {
            end("KILL");
            assertThat(open.isValid(1)).isFalse();
        }

        awaitServing();

        execute("SELECT value / (value - 6) FROM kept");
    }

    @Test
    void stay_startsAgain_whenOthersStopIt() throws Exception {
        end("INT");

        awaitServing();
    }

    @Test
    void close_leavesNothing_whenItComesUpJustThen() throws Exception {
        end("KILL");
        await().atMost(LIMIT).until(() -> postmaster().isAlive());

        postgres.close();
        staying.join(LIMIT);

        assertThat(staying.isAlive()).isFalse();
        assertThat(new Leftovers(folder).clearPostgres()).isZero();
        stand();
    }

    @Test
    void close_staysClosed_whenItIsDownJustThen() throws Exception {
        end("KILL");

        postgres.close();
        staying.join(LIMIT);

        assertThat(staying.isAlive()).isFalse();
        assertThat(folder.run().resolve("postgres.pid")).doesNotExist();
        new Leftovers(folder).clearPostgres();
        stand();
    }

    private void stand() throws IOException {
        postgres = StandingPostgres.start(folder, secrets, Ports.prefer(0));
        var standing = postgres;
        staying = Thread.ofPlatform().start(() -> {
            try {
                standing.stay();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Signals the postmaster and returns when it is gone. */
    private void end(String signal) throws IOException {
        var postmaster = postmaster();
        postmaster.signal(signal);
        assertThat(postmaster.awaitExit(LIMIT)).isTrue();
    }

    private RunningProcess postmaster() throws IOException {
        var pid = Files.readString(folder.run().resolve("postgres.pid")).strip();
        return new RunningProcess(Long.parseLong(pid));
    }

    private void awaitServing() {
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            try (var connection = connect()) {
                return connection.isValid(1);
            }
        });
    }

    private void execute(String sql) throws Exception {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws IOException, SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres",
                "postgres",
                secrets.password("postgres"));
    }
}
