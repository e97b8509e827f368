package cn.mejene.consent.inventory;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.Holdings;
import cn.mejene.kernel.privacy.Holdings.Line;
import cn.mejene.kernel.privacy.Holdings.Table;
import cn.mejene.kernel.privacy.PersonalData.Category;
import cn.mejene.kernel.privacy.PersonalData.Column;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.Opened;
import cn.mejene.vault.Place;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be handed to others: the data that the modules declare, by {@code module.table.column}, or one property of a
 * sealed value by {@code module.table.column/property}. Whether it is sensitive is what the inventory says, not who asks
 * (policy VII(A)4); a package is made of the wanted ones and nothing else (policy III.0). Stateless.
 */
public final class HeldFields {
    private final ModuleContext context;

    /** A field, found. */
    private record Field(
            String name,
            Table table,
            String column,
            @Nullable String property) {
        Column declared() {
            return Objects.requireNonNull(table.columns().get(column));
        }
    }

    /** A sealed value of another module, as it stands. */
    private record AnyValue(
            @com.fasterxml.jackson.annotation.JsonValue JsonNode tree) {
        @com.fasterxml.jackson.annotation.JsonCreator(
                mode = com.fasterxml.jackson.annotation.JsonCreator.Mode.DELEGATING)
        AnyValue {}

        /** Shows nothing of it. */
        @Override
        public String toString() {
            return "AnyValue[***]";
        }
    }

    public HeldFields(ModuleContext context) {
        this.context = context;
    }

    /** @throws Problem 422 for a name that stands for nothing that is held about people */
    public void require(String name) {
        field(name);
    }

    public boolean isSensitive(String name) {
        return field(name).declared().category() != Category.GENERAL;
    }

    private Field field(String name) {
        var parts = name.split("/", 2);
        return context.port(Holdings.class).tables().stream()
                .filter(table -> parts[0].startsWith(table.module() + "." + table.name() + "."))
                .map(table -> new Field(
                        name,
                        table,
                        parts[0].substring(
                                table.module().length() + table.name().length() + 2),
                        parts.length == 2 ? parts[1] : null))
                .filter(field -> field.table().columns().containsKey(field.column()))
                .filter(field -> field.property() == null || field.declared().keyClass() != null)
                .findFirst()
                .orElseThrow(() -> Problem.invalid("/fields", "unknown", "The inventory has no such datum."));
    }

    /** The values of these fields and of no other, by field. */
    public Map<String, List<@Nullable Object>> of(String member, List<String> names, Opened opened) {
        var found = new LinkedHashMap<String, List<@Nullable Object>>();
        for (var name : names) {
            var field = field(name);
            var values = new ArrayList<@Nullable Object>();
            context.port(Holdings.class).of(field.table(), member).forEach(line -> value(field, member, line, opened)
                    .ifPresent(values::add));
            found.put(name, values);
        }
        return found;
    }

    private static Optional<Object> value(Field field, String member, Line line, Opened opened) {
        var sealed = line.sealed().get(field.column());
        if (sealed == null) {
            return Optional.ofNullable(line.values().get(field.column()));
        }
        var keyClass = KeyClass.valueOf(
                Objects.requireNonNull(field.declared().keyClass()).toUpperCase(Locale.ROOT));
        var table = field.table().module() + "." + field.table().name();
        var place = new Place(member, keyClass, table, field.column(), Objects.requireNonNull(line.key()));
        try {
            var tree = opened.value(place, sealed, AnyValue.class).tree();
            return Optional.of(field.property() == null ? tree : tree.path(field.property()))
                    .filter(node -> !node.isMissingNode() && !node.isNull())
                    .map(Object.class::cast);
        } catch (Problem problem) {
            if (problem.code().equals("erased")) {
                return Optional.empty();
            }
            throw problem;
        }
    }
}
