package cn.mejene.kernel.privacy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.privacy.PersonalData.Column;
import cn.mejene.kernel.privacy.PersonalData.Export;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held about one person, over all modules: read from the very declarations that the schema was compared with, so
 * that no module can hold anything that a person does not see. A port of the kernel's own. It opens nothing that is
 * sealed and asks nobody for leave: its caller does. Virtual threads only.
 */
public final class Holdings {
    private static final String KEYS = """
        SELECT a.attname AS name, has_table_privilege(i.indrelid, 'SELECT') AS readable
          FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
         WHERE i.indrelid = to_regclass($1) AND i.indisprimary
        """;

    private final Database database;
    private final List<Table> tables;

    /**
     * A table that holds data about people.
     *
     * @param key its primary key, when that is one column
     * @param columns what a person is shown, by name
     */
    public record Table(
            String module,
            String name,
            String subject,
            @Nullable String key,
            Map<String, Column> columns) {}

    /**
     * A row.
     *
     * @param key value of the primary key, where it is one column
     * @param values text, numbers, truth values, lists of them
     * @param sealed values that only the key ring opens, by column
     */
    public record Line(@Nullable String key, Map<String, @Nullable Object> values, Map<String, byte[]> sealed) {}

    private Holdings(Database database, List<Table> tables) {
        this.database = database;
        this.tables = List.copyOf(tables);
    }

    /**
     * Everything that these modules declare.
     *
     * @throws ConfigException when a declared column could not be shown to its person
     */
    public static Holdings of(Database database, Map<String, PersonalData> modules) {
        var tables = new ArrayList<Table>();
        modules.forEach((module, declared) -> declared.tables().forEach((name, table) -> {
            var subject = table.subject();
            var columns = shown(table);
            if (subject != null && !columns.isEmpty()) {
                tables.add(new Table(module, name, subject, key(database, module, name, columns), columns));
            }
        }));
        return new Holdings(database, tables);
    }

    private static Map<String, Column> shown(PersonalData.Table table) {
        var shown = new LinkedHashMap<String, Column>();
        table.columns().forEach((name, column) -> {
            if (column != null && (column.export() == Export.VALUE || column.export() == Export.SEALED)) {
                shown.put(name, column);
            }
        });
        return shown;
    }

    private static @Nullable String key(Database database, String module, String table, Map<String, Column> columns) {
        var place = module + "." + table;
        var keys = database.list(KEYS, row -> row.getString("name"), place);
        if (!database.list(KEYS, row -> row.getBoolean("readable"), place).stream()
                .allMatch(readable -> readable)) {
            throw new ConfigException("personal-data/" + module + ".yaml: " + table + " cannot be read");
        }
        if (keys.size() == 1) {
            return keys.getFirst();
        }
        if (columns.values().stream().anyMatch(column -> column.export() == Export.SEALED)) {
            throw new ConfigException("personal-data/" + module + ".yaml: " + table
                    + " has a sealed column and no primary key of one column to open it by");
        }
        return null;
    }

    public List<Table> tables() {
        return tables;
    }

    /** The person's rows of one table, in the order of its key; at most so many. */
    public List<Line> of(Table table, String person, int most) {
        var names = new ArrayList<>(table.columns().keySet());
        var key = table.key();
        if (key != null && !names.contains(key)) {
            names.add(key);
        }
        var sql = "SELECT \"" + String.join("\", \"", names) + "\" FROM \"" + table.module() + "\".\"" + table.name()
                + "\" WHERE \"" + table.subject() + "\" = $1" + (key == null ? "" : " ORDER BY \"" + key + "\"")
                + " LIMIT $2";
        return database.list(sql, row -> line(table, row), person, (long) most);
    }

    private static Line line(Table table, Row row) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        var sealed = new LinkedHashMap<String, byte[]>();
        table.columns().forEach((name, column) -> {
            if (column.export() == Export.VALUE) {
                values.put(name, plain(row.getValue(name)));
            } else if (row.getValue(name) instanceof Buffer bytes) {
                sealed.put(name, bytes.getBytes());
            }
        });
        var key = table.key();
        return new Line(key == null ? null : String.valueOf(plain(row.getValue(key))), values, sealed);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Buffer bytes -> HexFormat.of().formatHex(bytes.getBytes());
            case OffsetDateTime time -> time.toInstant().toString();
            case Object[] many -> Arrays.stream(many).map(Holdings::plain).toList();
            case Number number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }
}
