package cn.mejene.launcher;

import cn.mejene.vault.Handover;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What {@code staff} asks of the nodes, a row each, and what they answer under a key that lives as long as the command. */
final class StaffRequestRows {
    private static final long POLL_MILLIS = 200;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Connection connection;

    /** A wish; what does not apply is empty. */
    record Asked(String action, String username, String role, String clinic, String employer, String network) {
        static Asked named(String action, String username) {
            return new Asked(action, username, "", "", "", "");
        }
    }

    /** What became of it: {@code done} or a problem's code, and what is to be shown once. */
    record Outcome(String state, Map<String, String> secrets) {
        @Override
        public String toString() {
            return "Outcome[" + state + "]";
        }
    }

    StaffRequestRows(Connection connection) {
        this.connection = connection;
    }

    /** The accounts, one a line. */
    String list() throws SQLException {
        var text = new StringBuilder();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT username, role, status, coalesce(clinic_id, '-') AS clinic, employer, network
                          FROM identity.staff ORDER BY username
                        """)) {
            while (rows.next()) {
                text.append("%-24s %-8s %-9s %-31s %-20s %s%n"
                        .formatted(
                                rows.getString("username"),
                                rows.getString("role"),
                                rows.getString("status"),
                                rows.getString("clinic"),
                                rows.getString("employer"),
                                rows.getString("network")));
            }
        }
        return text.toString();
    }

    /** Asks, and waits until a node has answered; the row goes with the answer. */
    Outcome carryOut(Asked asked) throws SQLException, StartFailure {
        var handover = Handover.receive();
        var id = "srq-" + UUID.randomUUID();
        insert(id, asked, handover);
        try {
            return answered(id, handover);
        } finally {
            delete(id);
        }
    }

    private void insert(String id, Asked asked, Handover handover) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO identity.staff_request
                       (id, action, username, role, clinic_id, employer, network, public_key)
                VALUES (?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''), ?)
                """)) {
            statement.setString(1, id);
            statement.setString(2, asked.action());
            statement.setString(3, asked.username());
            statement.setString(4, asked.role());
            statement.setString(5, asked.clinic());
            statement.setString(6, asked.employer());
            statement.setString(7, asked.network());
            statement.setBytes(8, handover.publicKey());
            statement.executeUpdate();
        }
    }

    private Outcome answered(String id, Handover handover) throws SQLException, StartFailure {
        var begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE_NANOS) {
            try (var statement =
                    connection.prepareStatement("SELECT state, reply FROM identity.staff_request WHERE id = ?")) {
                statement.setString(1, id);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    if (!rows.getString("state").equals("asked")) {
                        return new Outcome(rows.getString("state"), opened(rows.getBytes("reply"), handover));
                    }
                }
            }
            pause();
        }
        throw new StartFailure("no node has answered within a minute");
    }

    private static Map<String, String> opened(byte @Nullable [] reply, Handover handover) {
        if (reply == null) {
            return Map.of();
        }
        var secrets = new TreeMap<String, String>();
        new JsonObject(Buffer.buffer(handover.open(reply)))
                .forEach(entry -> secrets.put(entry.getKey(), String.valueOf(entry.getValue())));
        return secrets;
    }

    private void delete(String id) throws SQLException {
        try (var statement = connection.prepareStatement("DELETE FROM identity.staff_request WHERE id = ?")) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }

    private static void pause() throws StartFailure {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted");
        }
    }
}
