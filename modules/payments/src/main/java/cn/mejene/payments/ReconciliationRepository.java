package cn.mejene.payments;

import static cn.mejene.payments.PaymentRepository.utc;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Results of comparing bills with our books, in PostgreSQL. Stateless. */
final class ReconciliationRepository {

    /**
     * One thing that our books and a bill tell differently.
     *
     * @param number of the payment or refund
     * @param kind {@code missing-here}, {@code missing-there}, {@code amount}, or {@code failed} when the line of
     *     the bill could not be read (the number says where it stands) or not be compared
     * @param ours in fen
     * @param theirs in fen
     */
    record Difference(String number, String kind, long ours, long theirs) {}

    /**
     * One day of one provider.
     *
     * @param received in fen, by the bill
     * @param refunded in fen, by the bill
     */
    record Result(
            String provider, LocalDate day, int lines, long received, long refunded, List<Difference> differences) {}

    boolean exists(Sql sql, String provider, LocalDate day) {
        return !sql.list(
                        "SELECT 1 FROM payments.reconciliation WHERE provider = $1 AND day = $2",
                        row -> true,
                        provider,
                        day)
                .isEmpty();
    }

    /** Answers false, and changes nothing, when the day has been compared. */
    boolean insert(Tx tx, Result result, Instant at) {
        int inserted = tx.update(
                """
                INSERT INTO payments.reconciliation (provider, day, lines, received, refunded, differences, finished_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
                """,
                result.provider(),
                result.day(),
                result.lines(),
                result.received(),
                result.refunded(),
                result.differences().size(),
                utc(at));
        if (inserted == 0) {
            return false;
        }
        for (var difference : result.differences()) {
            tx.update(
                    """
                    INSERT INTO payments.difference (provider, day, number, kind, ours, theirs)
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                    """,
                    result.provider(),
                    result.day(),
                    difference.number(),
                    difference.kind(),
                    difference.ours(),
                    difference.theirs());
        }
        return true;
    }

    /** The newest days, without more of their differences than a page holds. */
    List<Result> newest(Sql sql, int limit) {
        return sql.list(
                """
                SELECT provider, day, lines, received, refunded
                  FROM payments.reconciliation ORDER BY day DESC, provider LIMIT $1
                """,
                row -> new Result(
                        row.getString("provider"),
                        row.getLocalDate("day"),
                        row.getInteger("lines"),
                        row.getLong("received"),
                        row.getLong("refunded"),
                        List.of()),
                limit);
    }

    List<Difference> differences(Sql sql, String provider, LocalDate day, int limit) {
        return sql.list(
                """
                SELECT number, kind, ours, theirs FROM payments.difference
                 WHERE provider = $1 AND day = $2 ORDER BY number LIMIT $3
                """,
                row -> new Difference(
                        row.getString("number"), row.getString("kind"), row.getLong("ours"), row.getLong("theirs")),
                provider,
                day,
                limit);
    }
}
