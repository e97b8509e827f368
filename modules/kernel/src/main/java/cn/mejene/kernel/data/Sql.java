package cn.mejene.kernel.data;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL with {@code $n} parameters and waits for the result. Virtual threads only; used by repositories and nowhere
 * else. Database failures surface as {@link cn.mejene.kernel.Problem} 503 when the database is away, else as bugs.
 */
public interface Sql {

    <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters);

    /** The only row, or none. */
    default <T> Optional<T> find(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        var rows = list(sql, mapper, parameters);
        if (rows.size() > 1) {
            throw new IllegalStateException("more than one row where at most one was expected");
        }
        return rows.stream().findFirst();
    }

    /** The only row that must be there. */
    default <T> T one(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        return find(sql, mapper, parameters).orElseThrow(() -> new IllegalStateException("no row where one must be"));
    }

    /** Runs a statement and answers how many rows it touched. */
    int update(String sql, @Nullable Object... parameters);
}
