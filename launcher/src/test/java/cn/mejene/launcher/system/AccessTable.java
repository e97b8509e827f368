package cn.mejene.launcher.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code access-matrix.yaml} declares: who may call which operation, and what comes of it about whose things.
 * Immutable.
 *
 * @param rows by operation, in the order in which what succeeds is done
 */
record AccessTable(Map<String, JsonNode> rows) {
    private static final String FILE = "/access-matrix.yaml";

    static AccessTable read() throws IOException {
        return read(FILE);
    }

    /** Another file of rows by operation. */
    static AccessTable read(String file) throws IOException {
        try (var in = AccessTable.class.getResourceAsStream(file)) {
            var rows = new LinkedHashMap<String, JsonNode>();
            new YAMLMapper().readTree(in).properties().forEach(row -> rows.put(row.getKey(), row.getValue()));
            return new AccessTable(rows);
        }
    }

    /** Who may call it, as this table has it. */
    Set<String> roles(String operation) {
        var roles = new TreeSet<String>();
        row(operation).fieldNames().forEachRemaining(roles::add);
        roles.remove("minor");
        return roles;
    }

    /** {@code status [code] [logged]}; nothing where nothing is declared. */
    Optional<String> answer(String operation, String caller, String whose) {
        var row = row(operation);
        // A minor is a member like others unless the table says otherwise.
        var declared = row.has(caller) ? row.path(caller) : row.path(caller.equals("minor") ? "member" : caller);
        var cell = declared.isObject() ? declared.path(whose) : declared;
        return cell.isValueNode() && !cell.isNull() ? Optional.of(cell.asText()) : Optional.empty();
    }

    private JsonNode row(String operation) {
        return rows.getOrDefault(operation, com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }
}
