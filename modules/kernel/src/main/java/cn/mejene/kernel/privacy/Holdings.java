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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    private static final int PAGE = 1_000;

    private final Database database;
    private final List<Table> tables;

    /**
     * A table that holds data about people.
     *
     * @param keys its primary key
     * @param columns what a person is shown, by name
     */
    public record Table(String module, String name, String subject, List<String> keys, Map<String, Column> columns) {
        /** The primary key, when that is one column. */
        public @Nullable String key() {
            return keys.size() == 1 ? keys.getFirst() : null;
        }
    }

    /**
     * A row.
     *
     * @param place where it stands among the person's rows of its table, which says nothing about it
     * @param key value of the primary key, where it is one column
     * @param values text, numbers, truth values, lists of them
     * @param sealed values that only the key ring opens, by column
     */
    public record Line(
            String place, @Nullable String key, Map<String, @Nullable Object> values, Map<String, byte[]> sealed) {}

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
                tables.add(new Table(module, name, subject, keys(database, module, name, columns), columns));
            }
        }));
        tables.sort(Comparator.comparing(Table::module).thenComparing(Table::name));
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

    private static List<String> keys(Database database, String module, String table, Map<String, Column> columns) {
        var place = module + "." + table;
        var keys = database.list(KEYS, row -> row.getString("name"), place);
        if (!database.list(KEYS, row -> row.getBoolean("readable"), place).stream()
                .allMatch(readable -> readable)) {
            throw new ConfigException("personal-data/" + module + ".yaml: " + table + " cannot be read");
        }
        if (keys.isEmpty()) {
            throw new ConfigException(
                    "personal-data/" + module + ".yaml: " + table + " has no primary key to turn its pages by");
        }
        if (keys.size() > 1 && columns.values().stream().anyMatch(column -> column.export() == Export.SEALED)) {
            throw new ConfigException("personal-data/" + module + ".yaml: " + table
                    + " has a sealed column and no primary key of one column to open it by");
        }
        return keys;
    }

    /** In an order that is the same on all nodes. */
    public List<Table> tables() {
        return tables;
    }

    /** All of the person's rows of one table. */
    public List<Line> of(Table table, String person) {
        var all = new ArrayList<Line>();
        var after = "";
        while (true) {
            var some = of(table, person, after, PAGE);
            all.addAll(some);
            if (some.size() < PAGE) {
                return all;
            }
            after = some.getLast().place();
        }
    }

    /**
     * A page of the person's rows of one table: those whose places come next, in the order of their places, which neither
     * other rows nor their changes move.
     *
     * @param after the last place of the page before, empty for the first
     */
    public List<Line> of(Table table, String person, String after, int most) {
        var names = new ArrayList<>(table.columns().keySet());
        var key = table.key();
        if (key != null && !names.contains(key)) {
            names.add(key);
        }
        var place = table.keys().stream()
                .map(one -> "\"" + one + "\"::text")
                .collect(Collectors.joining(", ", "encode(sha256(convert_to(ROW(", ")::text, 'UTF8')), 'hex')"));
        var sql = "SELECT * FROM (SELECT " + place + " COLLATE \"C\" AS place, \"" + String.join("\", \"", names)
                + "\" FROM \"" + table.module() + "\".\"" + table.name() + "\" WHERE \"" + table.subject()
                + "\" = $1) held WHERE place > $2 ORDER BY place LIMIT $3";
        return database.list(sql, row -> line(table, row), person, after, (long) most);
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
        return new Line(
                row.getString(0), key == null ? null : String.valueOf(plain(row.getValue(key))), values, sealed);
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
