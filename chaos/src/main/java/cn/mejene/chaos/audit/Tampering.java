package cn.mejene.chaos.audit;

import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.Verdict;
import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.LogOwner;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Changes the log as its database's owner can, each time in a transaction that is undone, and has an outsider's verifier
 * look at what there is then (D43). For one thread.
 */
final class Tampering {
    private static final String ORIGIN = "dev.mejene.cn/log";

    private final Stage stage;
    private final LogOwner owner;
    private final Memory memory;
    private Before before = new Before(0, "");

    /** A state of the log from before. */
    record Before(long size, String note) {}

    Tampering(Stage stage, LogOwner owner, Memory memory) {
        this.stage = stage;
        this.owner = owner;
        this.memory = memory;
    }

    /** Keeps the log's head as one that was signed, and to which somebody could go back. */
    void remember() throws IOException, SQLException {
        before = now();
    }

    private Before now() throws IOException, SQLException {
        try (var connection = owner.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT size, note FROM audit.checkpoint")) {
            rows.next();
            return new Before(rows.getLong(1), rows.getString(2));
        }
    }

    /** Has the log as it is verified; everything that follows is compared with it. */
    private void verify() throws IOException, SQLException {
        try (var connection = owner.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            long begin = System.nanoTime();
            var verdict = verify(connection);
            stage.out()
                    .printf(
                            "  %d entries and %d bodies verified in %.1f s, in at most %d MiB of memory%n",
                            verdict.size(), verdict.bodies(), (System.nanoTime() - begin) / 1e9, peak());
            if (!verdict.sound()) {
                stage.tally().violated(Zero.TAMPER_MISSED, "nobody touched it, and " + verdict.why());
            }
        }
    }

    private Verdict verify(Connection connection) throws IOException {
        long begin = System.nanoTime();
        // The connection is closed, and what was done on it undone, by whoever opened it.
        var copy = new DatabaseCopy(connection, ORIGIN);
        var verdict = new LogVerifier(memory, Optional.empty(), Optional.empty())
                .telling(entries ->
                        stage.out().printf("    %d entries, %.1f s%n", entries, (System.nanoTime() - begin) / 1e9))
                .verify(copy);
        if (verdict.sound()) {
            stage.tally().measured(Figure.LOG_VERIFY, (System.nanoTime() - begin) / 1_000_000);
        }
        return verdict;
    }

    /** The most that this process has had in memory, its load included. */
    private static long peak() throws IOException {
        return new RunningProcess(ProcessHandle.current().pid()).peak() >> 20;
    }

    void run() throws IOException, SQLException {
        verify();
        long index = 1 + stage.random().nextLong(before.size() - 100);
        for (var change : Change.all(index, now().size(), before)) {
            check(change);
        }
    }

    private void check(Change change) throws IOException, SQLException {
        try (var connection = owner.connect()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                for (var sql : change.statements()) {
                    statement.execute(sql);
                }
            }
            var verdict = verify(connection);
            connection.rollback();
            judge(change, verdict);
        }
    }

    private void judge(Change change, Verdict verdict) {
        if (!verdict.sound() && verdict.firstBad().equals(change.index())) {
            stage.tally().count(Figure.TAMPER);
            stage.out().println("  " + change.name() + ": caught at " + where(change) + ", " + verdict.why());
        } else {
            stage.tally()
                    .violated(
                            Zero.TAMPER_MISSED,
                            change.name() + " at " + where(change) + ": " + verdict.firstBad() + " " + verdict.why());
        }
    }

    private static String where(Change change) {
        return change.index().isPresent() ? Long.toString(change.index().getAsLong()) : "the head";
    }
}
