package cn.mejene.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What lies in databases and folders, as text that can be searched for what must not be there. */
public final class Stored {
    private static final String TABLES = """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            """;

    private Stored() {}

    /** Every row of every table; bytea as lower-case hex. */
    public static String rows(Connection superuser) throws SQLException {
        var text = new StringBuilder();
        for (var table : column(superuser, TABLES)) {
            column(superuser, "SELECT t::text FROM " + table + " t")
                    .forEach(row -> text.append(table).append(row).append('\n'));
        }
        return text.toString();
    }

    /** Every file below a folder, one byte a character. */
    public static String files(Path folder) {
        try (var files = Files.walk(folder)) {
            var text = new StringBuilder();
            for (var file : files.filter(Files::isRegularFile).toList()) {
                text.append(file).append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The forms in which a marker could lie there: as it is, in hex, in base 64 at any offset. */
    public static List<String> forms(String marker) {
        var bytes = marker.getBytes(StandardCharsets.UTF_8);
        var forms = new ArrayList<>(List.of(marker, HexFormat.of().formatHex(bytes)));
        for (int skip = 0; skip < 3; skip++) {
            int whole = (bytes.length - skip) / 3 * 3;
            forms.add(Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, skip, skip + whole)));
        }
        return forms;
    }

    /** The first column of a query's rows. */
    public static List<String> column(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }
}
