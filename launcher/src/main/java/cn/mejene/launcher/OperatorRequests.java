package cn.mejene.launcher;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Wishes of an operator as rows that a job of the nodes works on, and how far they have come. Only adds and reads: what
 * is done is done by the nodes, whether the command still runs or not.
 */
final class OperatorRequests {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;

    private final Connection connection;

    /** How far one has come: its state, and what to tell. */
    record Progress(String state, String text) {}

    OperatorRequests(Connection connection) {
        this.connection = connection;
    }

    /** Asks for a move of all blobs; answers nothing when one runs already. */
    Optional<String> move(String target) throws SQLException {
        return insert("mov", "INSERT INTO vault.move (id, target) VALUES (?, ?) ON CONFLICT DO NOTHING", target);
    }

    Progress moveProgress(String id) throws SQLException {
        return progress("""
                SELECT state, moved || ' moved, ' || faulty || ' faulty, '
                       || (SELECT count(*) FROM vault.blob b WHERE b.store <> m.target
                              AND b.state IN ('part', 'stored') AND b.reserved_at < m.requested_at) || ' left'
                  FROM vault.move m WHERE id = ?
                """, id);
    }

    /** Asks for a rotation of the root key; answers nothing when one runs already. */
    Optional<String> rotation() throws SQLException {
        return insert("rot", "INSERT INTO keys.rotation (id) VALUES (?) ON CONFLICT DO NOTHING", null);
    }

    Progress rotationProgress(String id) throws SQLException {
        return progress("""
                SELECT state, 'version ' || coalesce(version, 'to be made') || ', '
                       || (SELECT count(*) FROM keys.class_key k
                            WHERE k.wrapped IS NOT NULL AND (r.version IS NULL OR k.root <> r.version)) || ' left'
                  FROM keys.rotation r WHERE id = ?
                """, id);
    }

    /**
     * Says what is about to be read, for a node to log.
     *
     * @param command e.g. {@code audit.export}
     */
    String reading(String command, String resourceType) throws SQLException {
        var id = id("opr");
        try (var statement = connection.prepareStatement(
                "INSERT INTO audit.operator_read (id, command, resource_type) VALUES (?, ?, ?)")) {
            statement.setString(1, id);
            statement.setString(2, command);
            statement.setString(3, resourceType);
            statement.executeUpdate();
        }
        return id;
    }

    Progress readingProgress(String id) throws SQLException {
        return progress("""
                SELECT CASE WHEN noted_at IS NULL THEN 'asked' ELSE 'done' END,
                       CASE WHEN noted_at IS NULL THEN 'waiting for a node to log it' ELSE 'logged' END
                  FROM audit.operator_read WHERE id = ?
                """, id);
    }

    /** Versions of the root key and how many class keys each wraps, one a line. */
    String rootVersions() throws SQLException {
        var text = new StringBuilder();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT coalesce(nullif(coalesce(r.version, k.root), ''), '(not noted)') AS version,
                               coalesce(r.enabled, true) AS enabled, coalesce(k.n, 0) AS n
                          FROM keys.root r
                          FULL JOIN (SELECT root, count(*) AS n FROM keys.class_key WHERE wrapped IS NOT NULL GROUP BY root) k
                            ON k.root = r.version
                         ORDER BY r.made_at NULLS FIRST
                        """)) {
            while (rows.next()) {
                text.append("%-16s %-9s %d class keys%n"
                        .formatted(
                                rows.getString("version"),
                                rows.getBoolean("enabled") ? "enabled" : "disabled",
                                rows.getLong("n")));
            }
        }
        return text.toString();
    }

    private Optional<String> insert(String prefix, String sql, @Nullable String argument) throws SQLException {
        var id = id(prefix);
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            if (argument != null) {
                statement.setString(2, argument);
            }
            return statement.executeUpdate() == 1 ? Optional.of(id) : Optional.empty();
        }
    }

    private Progress progress(String sql, String id) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return new Progress(rows.getString(1), rows.getString(2));
            }
        }
    }

    private static String id(String prefix) {
        var text = new StringBuilder(prefix).append('_');
        new SecureRandom().ints(LENGTH, 0, ALPHABET.length).forEach(i -> text.append(ALPHABET[i]));
        return text.toString();
    }
}
