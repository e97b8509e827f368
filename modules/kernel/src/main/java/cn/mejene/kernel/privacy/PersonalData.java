package cn.mejene.kernel.privacy;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a module declares of every column it has ({@code personal-data/<name>.yaml}): either that it is technical, or
 * whose it is, of which category, for which purpose, how long it may be kept, how it is exported and how it is erased.
 * Export, erasure, retention and the published registers are generated from this.
 *
 * @param tables by table name within the module's schema
 */
public record PersonalData(Map<String, Table> tables) {

    /**
     * @param subject column that holds the id of the person, null when the table holds no personal data
     * @param columns by name; a null value marks a technical column
     */
    public record Table(@Nullable String subject, Map<String, @Nullable Column> columns) {}

    /**
     * @param keyClass retention class of the key that seals the column, null when it is not sealed
     * @param retention rule of {@code config/policy/retention.yaml}
     */
    public record Column(
            Category category,
            String purpose,
            String retention,
            Export export,
            Erasure erasure,
            @Nullable String keyClass) {}

    /** Classes of the data inventory (policy I, GB/T 45574). */
    public enum Category {
        GENERAL,
        SENSITIVE,
        MINOR,
        BIOMETRIC,
        LOCATION,
        FINANCIAL
    }

    /** How a column reaches the person's export. */
    public enum Export {
        /** As it stands. */
        VALUE,
        /** Opened through the key ring. */
        SEALED,
        /** As the bytes of the blob that it names. */
        CONTENT,
        /** Not exported: it only serves to find the row again (blind index, hash). */
        DERIVED
    }

    /** How a column is erased. */
    public enum Erasure {
        DELETE_ROW,
        SET_NULL,
        /** The row stays, unreadable once the key of its class is destroyed. */
        DESTROY_KEY,
        /** Kept because a law demands it, for as long as its retention rule says. */
        KEEP_BY_LAW
    }

    private static final String TECHNICAL = "technical";

    /** Parses a declaration; {@code name} is the file that messages name. */
    public static PersonalData parse(String name, String yaml) {
        var tables = new LinkedHashMap<String, Table>();
        var root = Yaml.tree(name, yaml);
        root.properties()
                .forEach(entry -> tables.put(entry.getKey(), table(name + ": " + entry.getKey(), entry.getValue())));
        return new PersonalData(tables);
    }

    private static Table table(String place, JsonNode node) {
        var columns = new LinkedHashMap<String, @Nullable Column>();
        var subject = node.path("subject").asText(null);
        for (var entry : node.path("columns").properties()) {
            var at = place + "." + entry.getKey();
            if (entry.getValue().isTextual()) {
                requireTechnical(at, entry.getValue().asText());
                columns.put(entry.getKey(), null);
            } else {
                columns.put(entry.getKey(), column(at, entry.getValue()));
            }
        }
        if (subject == null && columns.values().stream().anyMatch(java.util.Objects::nonNull)) {
            throw new ConfigException(place + ": a table with personal data names its subject column");
        }
        return new Table(subject, columns);
    }

    private static void requireTechnical(String place, String word) {
        if (!word.equals(TECHNICAL)) {
            throw new ConfigException(place + ": a column is 'technical' or is declared with all of its fields");
        }
    }

    private static Column column(String place, JsonNode node) {
        var declared = Yaml.bind(place, node, Declared.class);
        return new Column(
                required(place, "category", Category.class, declared.category),
                required(place, "purpose", declared.purpose),
                required(place, "retention", declared.retention),
                required(place, "export", Export.class, declared.export),
                required(place, "erasure", Erasure.class, declared.erasure),
                declared.keyClass);
    }

    private static <E extends Enum<E>> E required(String place, String field, Class<E> type, @Nullable String value) {
        try {
            return Enum.valueOf(
                    type, required(place, field, value).toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place + ": unknown " + field + " '" + value + "'");
        }
    }

    private static String required(String place, String field, @Nullable String value) {
        if (value == null) {
            throw new ConfigException(place + ": personal data without " + field);
        }
        return value;
    }

    private record Declared(
            @Nullable String category,
            @Nullable String purpose,
            @Nullable String retention,
            @Nullable String export,
            @Nullable String erasure,
            @Nullable String keyClass) {}
}
