package cn.mejene.kernel.node;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.privacy.PersonalData;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what a module declares of its columns with the live schema; any difference stops the boot. */
final class SchemaCheck {
    private static final String COLUMNS = """
            SELECT c.relname AS table_name, a.attname AS column_name
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'flyway_history'
            """;

    private SchemaCheck() {}

    static void compare(String module, PersonalData declared, Connection connection) {
        var live = columns(module, connection);
        var known = new TreeMap<String, Set<String>>();
        declared.tables()
                .forEach((name, table) ->
                        known.put(name, new TreeSet<>(table.columns().keySet())));
        missing(live, known).ifPresent(column -> fail(module, column + " is in the database and not declared"));
        missing(known, live).ifPresent(column -> fail(module, column + " is declared and not in the database"));
        declared.tables().forEach((name, table) -> checkSubject(module, name, table));
    }

    private static void checkSubject(String module, String name, PersonalData.Table table) {
        var subject = table.subject();
        if (subject != null && !table.columns().containsKey(subject)) {
            fail(module, name + ": the subject column " + subject + " does not exist");
        }
    }

    private static java.util.Optional<String> missing(Map<String, Set<String>> from, Map<String, Set<String>> in) {
        return from.entrySet().stream()
                .flatMap(table -> table.getValue().stream()
                        .filter(column ->
                                !in.getOrDefault(table.getKey(), Set.of()).contains(column))
                        .map(column -> table.getKey() + "." + column))
                .findFirst();
    }

    private static Map<String, Set<String>> columns(String module, Connection connection) {
        var tables = new TreeMap<String, Set<String>>();
        try (var statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, module);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.computeIfAbsent(rows.getString("table_name"), t -> new TreeSet<>())
                            .add(rows.getString("column_name"));
                }
            }
            return tables;
        } catch (SQLException e) {
            throw new ConfigException("the schema of " + module + " cannot be read: " + e.getMessage());
        }
    }

    private static void fail(String module, String what) {
        throw new ConfigException("personal-data/" + module + ".yaml: column " + module + "." + what);
    }
}
