package cn.mejene.kernel.privacy;

import java.util.Map;
import java.util.TreeMap;

/**
 * What every module of this installation declares of its columns; provided by the kernel itself. The published
 * registers are made from it, so that they cannot say anything else than what is stored.
 *
 * @param modules declarations by name of the module, the kernel's own among them
 */
public record DataInventory(Map<String, PersonalData> modules) {
    public DataInventory {
        modules = Map.copyOf(modules);
    }

    /** Every column that holds personal data, by {@code module.table.column}, in order of name. */
    public Map<String, PersonalData.Column> columns() {
        var all = new TreeMap<String, PersonalData.Column>();
        modules.forEach((module, data) -> data.tables()
                .forEach((table, columns) -> columns.columns().forEach((name, column) -> {
                    if (column != null) {
                        all.put(module + "." + table + "." + name, column);
                    }
                })));
        return all;
    }
}
