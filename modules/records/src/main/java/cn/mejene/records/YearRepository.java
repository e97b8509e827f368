package cn.mejene.records;

import cn.mejene.kernel.data.Sql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a time brought a member, in PostgreSQL: kinds and dates alone. Stateless. */
final class YearRepository {

    /** @param clinicId null when the member brought it */
    record Item(String kind, Instant at, @Nullable String clinicId) {}

    List<Item> records(Sql sql, String member, Instant from, Instant to) {
        return sql.list(
                """
                SELECT kind, created_at, clinic_id FROM records.record
                 WHERE member_id = $1 AND created_at >= $2 AND created_at < $3 ORDER BY created_at
                """,
                row -> new Item(
                        row.getString("kind"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getString("clinic_id")),
                member,
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC));
    }

    /** @param decision {@code confirmed} or {@code declined} */
    long decisions(Sql sql, String member, String decision, Instant from, Instant to) {
        return sql.find(
                        """
                        SELECT count(*) AS decisions FROM records.confirmation
                         WHERE member_id = $1 AND decision = $2 AND decided_at >= $3 AND decided_at < $4
                        """,
                        row -> row.getLong("decisions"),
                        member,
                        decision,
                        from.atOffset(ZoneOffset.UTC),
                        to.atOffset(ZoneOffset.UTC))
                .orElse(0L);
    }
}
