package cn.mejene.identity.budget;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Sql;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Counts attempts in PostgreSQL, atomically over all nodes, in fixed windows of real time. Keys (numbers, addresses,
 * names) are kept as keyed hashes only.
 */
public final class BudgetRepository {
    private static final String WINDOW =
            "date_bin(make_interval(secs => $3), now(), timestamptz '2000-01-01 00:00+08')";

    private final KeyRing keyRing;

    public BudgetRepository(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    /**
     * Spends one attempt; it counts once the caller's transaction commits.
     *
     * @return how many are spent in this window
     * @throws Problem 429 {@code too-many-attempts} with {@code Retry-After} when nothing is left in this window
     */
    public int take(Sql sql, Budget budget, String key) {
        var hash = hash(budget, key);
        var left = sql.list(
                """
                INSERT INTO identity.budget AS b (kind, key, window_start, used)
                VALUES ($1, $2, %s, 1)
                ON CONFLICT (kind, key, window_start) DO UPDATE SET used = b.used + 1 WHERE b.used < $4
                RETURNING used
                """.formatted(WINDOW),
                row -> row.getInteger("used"),
                budget.kind(),
                hash,
                seconds(budget),
                budget.allowance().limit());
        if (left.isEmpty()) {
            throw exhausted(sql, budget);
        }
        return left.getFirst();
    }

    /** Gives back an attempt that turned out to be a success; answers how many are spent in this window. */
    public int giveBack(Sql sql, Budget budget, String key) {
        return sql.find(
                        """
                        UPDATE identity.budget SET used = used - 1
                         WHERE kind = $1 AND key = $2 AND window_start = %s AND used > 0 RETURNING used
                        """.formatted(WINDOW),
                        row -> row.getInteger("used"),
                        budget.kind(),
                        hash(budget, key),
                        seconds(budget))
                .orElse(0);
    }

    /** How many are spent in this window. */
    public int spent(Sql sql, Budget budget, String key) {
        return sql.find(
                        "SELECT used FROM identity.budget WHERE kind = $1 AND key = $2 AND window_start = " + WINDOW,
                        row -> row.getInteger("used"),
                        budget.kind(),
                        hash(budget, key),
                        seconds(budget))
                .orElse(0);
    }

    /** Forgets windows that no budget looks at any more. */
    public int sweep(Sql sql) {
        return sql.update("DELETE FROM identity.budget WHERE window_start < now() - interval '25 hours'");
    }

    private static Problem exhausted(Sql sql, Budget budget) {
        var wait = sql.one("""
            SELECT ceil(extract(epoch FROM make_interval(secs => $1) -
                   (now() - date_bin(make_interval(secs => $1), now(), timestamptz '2000-01-01 00:00+08'))))::integer
                   AS seconds
            """, row -> row.getInteger("seconds"), seconds(budget));
        return Problem.of(429, "too-many-attempts", "There were too many attempts; try again later.")
                .header("Retry-After", Integer.toString(Math.max(1, wait)));
    }

    private Buffer hash(Budget budget, String key) {
        return Buffer.buffer(keyRing.blindIndex("budget", String.join("\n", List.of(budget.kind(), key))));
    }

    private static double seconds(Budget budget) {
        return budget.allowance().per().toSeconds();
    }
}
