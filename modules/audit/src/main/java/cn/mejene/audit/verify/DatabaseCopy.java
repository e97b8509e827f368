package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Leaf;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The log as its database has it, read in one snapshot as a role that may read. Owns the connection. */
public final class DatabaseCopy implements LogCopy {
    private static final int FETCH = 1_000;
    private static final String ENTRIES = """
            SELECT l.index, l.hash, c.entry_id, c.at, c.commitment, b.salt, b.body, b.subject, b.at AS body_at
              FROM audit.leaf l LEFT JOIN audit.commitment c USING (entry_id) LEFT JOIN audit.body b USING (entry_id)
             WHERE l.index < ? ORDER BY l.index
            """;
    private static final String LEFT_OUT = """
            SELECT entry_id FROM (SELECT entry_id FROM audit.commitment UNION ALL SELECT entry_id FROM audit.body) e
             WHERE NOT EXISTS (SELECT 1 FROM audit.leaf l WHERE l.entry_id = e.entry_id)
               AND NOT EXISTS (SELECT 1 FROM audit.pending p WHERE p.entry_id = e.entry_id)
             ORDER BY entry_id LIMIT 1
            """;

    private final Connection connection;
    private final String origin;

    /** @param origin the log's name, which the database does not know */
    public DatabaseCopy(Connection connection, String origin) throws IOException {
        this.connection = connection;
        this.origin = origin;
        try {
            if (!connection.getAutoCommit()) {
                // A transaction that is under way is looked at as it is.
                return;
            }
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public VerifierKey key() throws IOException {
        return one(
                        "SELECT public_key FROM audit.log_key",
                        row -> new VerifierKey(origin, VerifierKey.LOG, row.getBytes(1)))
                .orElseThrow(() -> new IOException("the log has no key"));
    }

    @Override
    public Optional<SignedNote> checkpoint() throws IOException {
        return one("SELECT note FROM audit.checkpoint", row -> SignedNote.parse(row.getString(1)));
    }

    @Override
    public long grown() throws IOException {
        return one("SELECT size FROM audit.head", row -> row.getLong(1)).orElse(0L);
    }

    @Override
    public boolean hasBodies() {
        return true;
    }

    @Override
    public Instant asOf() throws IOException {
        return one("""
                        SELECT now() + coalesce((SELECT offset_millis FROM kernel.clock), 0) * interval '1 millisecond'
                        """, row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .orElseThrow();
    }

    @Override
    public void read(long size, Reader reader) throws IOException {
        try (var statement = connection.prepareStatement(ENTRIES)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, size);
            try (var rows = statement.executeQuery()) {
                boolean more = true;
                while (more && rows.next()) {
                    more = reader.read(entry(rows));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        var id = row.getString("entry_id");
        byte[] leaf = null;
        if (id != null) {
            var at = row.getObject("at", OffsetDateTime.class).toInstant();
            try {
                leaf = new Leaf(id, at, row.getBytes("commitment")).bytes();
            } catch (IllegalArgumentException e) {
                // No leaf can be made of it any more: whoever changed it is found by that.
                leaf = new byte[0];
            }
        }
        var at = row.getObject("body_at", OffsetDateTime.class);
        return new Entry(
                row.getLong("index"),
                row.getBytes("hash"),
                leaf,
                row.getBytes("salt"),
                row.getString("body"),
                at == null ? null : new Row(row.getString("subject"), at.toInstant()));
    }

    @Override
    public Optional<String> leftOut() throws IOException {
        return one(LEFT_OUT, row -> "the entry " + row.getString(1) + " has been left out of the tree");
    }

    private <T> Optional<T> one(String sql, Mapper<T> mapper) throws IOException {
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static IOException failed(SQLException e) {
        return new IOException("the database answered with SQL state " + e.getSQLState(), e);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Makes something of a row. */
    @FunctionalInterface
    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }
}
