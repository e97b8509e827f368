package cn.mejene.identity.member;

import cn.mejene.kernel.data.Sql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The only SQL that looks for members who are not of age. */
final class MinorRepository {

    /** A minor, with the method by which her guardian was made sure of, if there is one. */
    record Known(
            String memberId,
            String ageBand,
            @Nullable String guardian,
            @Nullable Instant awaitingSince) {}

    List<Known> after(Sql sql, String after, int most) {
        return sql.list(
                """
                SELECT a.member_id, a.age_band, g.method, a.awaiting_since
                  FROM identity.account a LEFT JOIN identity.guardian g USING (member_id)
                 WHERE a.age_band <> 'adult' AND a.status <> 'erased' AND a.member_id > $1
                 ORDER BY a.member_id LIMIT $2
                """,
                row -> {
                    var since = row.getOffsetDateTime("awaiting_since");
                    return new Known(
                            row.getString("member_id"),
                            row.getString("age_band"),
                            row.getString("method"),
                            since == null ? null : since.toInstant());
                },
                after,
                (long) most);
    }

    /** How many children's accounts were erased from the first instant on and before the second. */
    long erased(Sql sql, Instant from, Instant to) {
        return sql.one(
                "SELECT count(*) AS erased FROM identity.account WHERE status = 'erased' AND age_band = 'under-14'"
                        + " AND released_at >= $1 AND released_at < $2",
                row -> row.getLong("erased"),
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC));
    }
}
