package cn.mejene.members;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.Holdings;
import cn.mejene.kernel.privacy.Holdings.Line;
import cn.mejene.kernel.privacy.Holdings.Table;
import cn.mejene.kernel.privacy.PersonalData.Category;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import cn.mejene.vault.Place;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shows a member everything that is held about her, by category (policy V(A)1), whichever module holds it: the kernel's
 * {@link Holdings} find it, one access opens it, a page at a time until nothing is left. Files are listed and not sent.
 * Stateless.
 */
final class OwnDataService {
    private static final int MOST = 1_000;

    private final ModuleContext context;

    /** The part of a table that belongs to one category. */
    private record Part(String module, String table, List<Map<String, @Nullable Object>> rows, boolean more) {}

    /** One table's rows, and what opens them. */
    private record Source(Table table, Opened opened, String member) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            Map<String, List<Part>> categories,
            String accessLog,
            String records,
            @Nullable String next) {}

    OwnDataService(ModuleContext context) {
        this.context = context;
    }

    Answer get(Call call) {
        var member = call.principal();
        int limit = call.query("limit").map(Integer::parseInt).orElse(MOST);
        var from = call.query("cursor").map(this::spot).orElse(Spot.FIRST);
        var access = Access.own(member, Action.READ, Resource.of("all"), call.traceId());
        var opened = context.port(KeyRing.class).open(access, call.operation());
        var categories = new TreeMap<String, List<Part>>();
        var holdings = context.port(Holdings.class);
        Spot next = null;
        for (int at = from.table(); at < holdings.tables().size() && next == null; at++) {
            var table = holdings.tables().get(at);
            var lines = holdings.of(table, member.id(), from.afterIn(at), limit + 1);
            boolean more = lines.size() > limit;
            var shown = more ? lines.subList(0, limit) : lines;
            next = more
                    ? new Spot(
                            at,
                            shown.isEmpty() ? from.afterIn(at) : shown.getLast().place())
                    : null;
            limit -= shown.size();
            if (!shown.isEmpty()) {
                add(categories, new Source(table, opened, member.id()), shown, more);
            }
        }
        return Answer.ok(
                new View(categories, "/v1/me/access-log", "/v1/me/records", next == null ? null : next.cursor()));
    }

    private Spot spot(String cursor) {
        return Spot.of(cursor)
                .filter(spot ->
                        spot.table() < context.port(Holdings.class).tables().size())
                .orElseThrow(
                        () -> Problem.invalid("#cursor", "cursor", "The cursor is not one that this list gave out."));
    }

    /** Where a page ends: a table by its number, and the place of the last row shown of it; nothing of anybody's. */
    private record Spot(int table, String after) {
        static final Spot FIRST = new Spot(0, "");

        private static final Pattern SHAPE = Pattern.compile("([0-9]{1,4})-([0-9a-f]{64})?");

        static Optional<Spot> of(String cursor) {
            var shape = SHAPE.matcher(cursor);
            return shape.matches()
                    ? Optional.of(
                            new Spot(Integer.parseInt(shape.group(1)), Objects.requireNonNullElse(shape.group(2), "")))
                    : Optional.empty();
        }

        String afterIn(int other) {
            return other == table ? after : "";
        }

        String cursor() {
            return table + "-" + after;
        }
    }

    private static void add(Map<String, List<Part>> categories, Source source, List<Line> shown, boolean more) {
        var table = source.table();
        var lines = shown.stream()
                .sorted(Comparator.comparing(line -> Objects.requireNonNullElse(line.key(), "")))
                .toList();
        for (var category : Category.values()) {
            var columns = table.columns().entrySet().stream()
                    .filter(column -> column.getValue().category() == category)
                    .map(Map.Entry::getKey)
                    .toList();
            if (!columns.isEmpty()) {
                var rows =
                        lines.stream().map(line -> row(source, line, columns)).toList();
                categories
                        .computeIfAbsent(category.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(new Part(table.module(), table.name(), rows, more));
            }
        }
    }

    private static Map<String, @Nullable Object> row(Source source, Line line, List<String> columns) {
        var table = source.table();
        var row = new LinkedHashMap<String, @Nullable Object>();
        if (line.key() != null && !columns.contains(table.key())) {
            row.put(Objects.requireNonNull(table.key()), line.key());
        }
        for (var column : columns) {
            var sealed = line.sealed().get(column);
            row.put(column, sealed == null ? line.values().get(column) : value(source, line, column, sealed));
        }
        return row;
    }

    /** What was erased in the meantime is not there. */
    private static @Nullable Object value(Source source, Line line, String column, byte[] sealed) {
        var table = source.table();
        var declared = Objects.requireNonNull(table.columns().get(column));
        var keyClass =
                KeyClass.valueOf(Objects.requireNonNull(declared.keyClass()).toUpperCase(Locale.ROOT));
        var place = new Place(
                source.member(),
                keyClass,
                table.module() + "." + table.name(),
                column,
                Objects.requireNonNull(line.key()));
        try {
            return source.opened().value(place, sealed, AnyValue.class).tree();
        } catch (Problem problem) {
            if (problem.code().equals("erased")) {
                return null;
            }
            throw problem;
        }
    }
}
