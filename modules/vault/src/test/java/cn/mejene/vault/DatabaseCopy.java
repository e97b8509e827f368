package cn.mejene.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;

/** A backup of every row of a database, and its restore into the same schema. */
public final class DatabaseCopy {
    private static final String TABLES = """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            """;

    private final Map<String, byte[]> tables = new LinkedHashMap<>();

    private DatabaseCopy() {}

    public static DatabaseCopy of(Connection superuser) throws SQLException, IOException {
        var copy = new DatabaseCopy();
        for (var table : Stored.column(superuser, TABLES)) {
            var rows = new ByteArrayOutputStream();
            superuser.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", rows);
            copy.tables.put(table, rows.toByteArray());
        }
        return copy;
    }

    /** Triggers and foreign keys do not hinder a restore, as with a restored data folder. */
    public void restore(Connection superuser) throws SQLException, IOException {
        try (var statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("TRUNCATE " + String.join(", ", tables.keySet()));
        }
        for (var table : tables.entrySet()) {
            superuser
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table.getKey() + " FROM STDIN", new ByteArrayInputStream(table.getValue()));
        }
    }
}
