package cn.mejene.audit.review;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the monthly audit reads of the log, and what it leaves behind. */
final class ReviewRepository {
    /**
     * The busiest stretch of each person of staff, wherever it begins: the condition and how long it lasts are filled in.
     * One that began before the month is looked at, too, so that none hides at its edge.
     */
    private static final String BUSIEST = """
            WITH seen AS (
                SELECT body::jsonb ->> 'actor' AS about, at, entry_id FROM audit.body
                 WHERE at >= $1::timestamptz - interval '%2$s' AND at < $2
                   AND body::jsonb ->> 'role' NOT IN ('', 'member', 'ward', 'system') AND %1$s
            ), busiest AS (
                SELECT DISTINCT ON (about) about, since, measure
                  FROM (SELECT about, at AS since,
                               count(*) OVER (PARTITION BY about ORDER BY at
                                   RANGE BETWEEN CURRENT ROW AND interval '%2$s' - interval '1 microsecond' FOLLOWING)
                                   AS measure
                          FROM seen) AS stretch
                 WHERE measure >= $3 ORDER BY about, measure DESC, since
            )
            SELECT about, measure,
                   (SELECT (array_agg(s.entry_id ORDER BY s.at, s.entry_id))[1:5] FROM seen s
                     WHERE s.about = b.about AND s.at >= b.since AND s.at < b.since + interval '%2$s') AS evidence
              FROM busiest b ORDER BY about
            """;

    private static final String READS = "body::jsonb ->> 'action' = 'read' AND body::jsonb ->> 'outcome' = 'allowed'";

    /** Somebody's busiest stretch. */
    record Stretch(String about, long measure, List<String> evidence) {
        static Stretch of(Row row) {
            return new Stretch(
                    row.getString("about"), row.getLong("measure"), Arrays.asList(row.getArrayOfStrings("evidence")));
        }
    }

    /** One month's audit as it is kept. */
    record Review(
            String month,
            Instant madeAt,
            String report,
            String signature,
            @Nullable String permissions) {
        static Review of(Row row) {
            return new Review(
                    row.getString("month"),
                    row.getOffsetDateTime("made_at").toInstant(),
                    row.getString("report"),
                    row.getString("signature"),
                    row.getString("permissions"));
        }
    }

    /** What became of a finding. */
    record State(
            String id,
            @Nullable String disposition,
            @Nullable String reference,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable Instant escalatedAt) {
        static State of(Row row) {
            return new State(
                    row.getString("finding_id"),
                    row.getString("disposition"),
                    row.getString("reference"),
                    row.getString("decided_by"),
                    instant(row.getOffsetDateTime("decided_at")),
                    instant(row.getOffsetDateTime("escalated_at")));
        }
    }

    List<Stretch> readsPerHour(Sql sql, Instant from, Instant to, long least) {
        return sql.list(BUSIEST.formatted(READS, "1 hour"), Stretch::of, utc(from), utc(to), least);
    }

    List<Stretch> readsPerNight(Sql sql, Instant from, Instant to, ReviewRules rules) {
        return sql.list(
                """
                SELECT DISTINCT ON (about) about, measure, evidence
                  FROM (SELECT body::jsonb ->> 'actor' AS about, count(*) AS measure,
                               (array_agg(entry_id ORDER BY entry_id))[1:5] AS evidence
                          FROM audit.body
                         WHERE at >= $1 AND at < $2
                           AND body::jsonb ->> 'role' NOT IN ('', 'member', 'ward', 'system')
                           AND body::jsonb ->> 'action' = 'read' AND body::jsonb ->> 'outcome' = 'allowed'
                           AND extract(hour FROM at AT TIME ZONE 'Asia/Shanghai') >= $4
                           AND extract(hour FROM at AT TIME ZONE 'Asia/Shanghai') < $5
                         GROUP BY 1, date_trunc('day', at AT TIME ZONE 'Asia/Shanghai')) AS night
                 WHERE measure >= $3
                 ORDER BY about, measure DESC, evidence
                """, Stretch::of, utc(from), utc(to), (long) rules.nightReads(), rules.nightFrom(), rules.nightTo());
    }

    List<Stretch> refusalsPerTenMinutes(Sql sql, Instant from, Instant to, long least) {
        return sql.list(
                BUSIEST.formatted("body::jsonb ->> 'outcome' <> 'allowed'", "10 minutes"),
                Stretch::of,
                utc(from),
                utc(to),
                least);
    }

    /**
     * That a person of staff wished to see somebody's record.
     *
     * @param member as the log names her, or by her id once that is known
     */
    record StaffRead(
            String entry,
            String member,
            String actor,
            @Nullable String clinic,
            Instant at,
            String outcome) {
        StaffRead of(String id) {
            return new StaffRead(entry, id, actor, clinic, at, outcome);
        }
    }

    /** What staff wished to see of some people's records, by their names in the log. */
    List<StaffRead> staffReads(Sql sql, List<String> pseudonyms, Instant from, Instant to) {
        return sql.list(
                """
                SELECT entry_id, subject, body::jsonb ->> 'actor' AS actor, body::jsonb ->> 'clinic' AS clinic, at,
                       body::jsonb ->> 'outcome' AS outcome
                  FROM audit.body
                 WHERE subject = ANY($1) AND at >= $2 AND at < $3 AND body::jsonb ->> 'action' = 'read'
                   AND body::jsonb ->> 'resourceType' = 'record'
                   AND body::jsonb ->> 'role' NOT IN ('', 'member', 'ward', 'system')
                 ORDER BY entry_id
                """,
                row -> new StaffRead(
                        row.getString("entry_id"),
                        row.getString("subject"),
                        row.getString("actor"),
                        row.getString("clinic"),
                        row.getOffsetDateTime("at").toInstant(),
                        row.getString("outcome")),
                (Object) pseudonyms.toArray(String[]::new),
                utc(from),
                utc(to));
    }

    /** Who has left a trace, as the log names actors. */
    Set<String> actors(Sql sql, Instant from, Instant to) {
        return sql
                .list(
                        "SELECT DISTINCT body::jsonb ->> 'actor' AS actor FROM audit.body WHERE at >= $1 AND at < $2",
                        row -> row.getString("actor"),
                        utc(from),
                        utc(to))
                .stream()
                .collect(Collectors.toSet());
    }

    /** Which clinics have touched whose data, {@code clinic subject}. */
    Set<String> visits(Sql sql, Instant from, Instant to) {
        return sql
                .list(
                        "SELECT DISTINCT body::jsonb ->> 'clinic' AS clinic, subject FROM audit.body"
                                + " WHERE at >= $1 AND at < $2 AND body::jsonb ->> 'clinic' IS NOT NULL"
                                + " AND body::jsonb ->> 'outcome' = 'allowed'",
                        row -> row.getString("clinic") + " " + row.getString("subject"),
                        utc(from),
                        utc(to))
                .stream()
                .collect(Collectors.toSet());
    }

    /** Keeps the audit of a month unless there is one; answers whether it did. */
    boolean insert(Tx tx, Review review, List<String> findings) {
        int inserted = tx.update(
                "INSERT INTO audit.review (month, made_at, report, signature, permissions) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                review.month(),
                utc(review.madeAt()),
                review.report(),
                review.signature(),
                review.permissions());
        if (inserted == 1) {
            tx.update(
                    "INSERT INTO audit.finding (finding_id, month, made_at) SELECT id, $2, $3 FROM unnest($1::text[]) AS id",
                    findings.toArray(String[]::new),
                    review.month(),
                    utc(review.madeAt()));
        }
        return inserted == 1;
    }

    List<Review> list(Sql sql) {
        return sql.list(
                "SELECT month, made_at, report, signature, permissions FROM audit.review ORDER BY month DESC",
                Review::of);
    }

    Optional<Review> find(Sql sql, String month) {
        return sql.find(
                "SELECT month, made_at, report, signature, permissions FROM audit.review WHERE month = $1",
                Review::of,
                month);
    }

    List<State> states(Sql sql, String month) {
        return sql.list("""
                SELECT finding_id, disposition, reference, decided_by, decided_at, escalated_at FROM audit.finding
                 WHERE month = $1 ORDER BY finding_id
                """, State::of, month);
    }

    /** Closes a finding unless it is closed; answers whether it did. */
    boolean decide(Tx tx, String month, State state) {
        return tx.update(
                        """
                        UPDATE audit.finding SET disposition = $3, reference = $4, decided_by = $5, decided_at = $6
                         WHERE finding_id = $1 AND month = $2 AND disposition IS NULL
                        """,
                        state.id(),
                        month,
                        state.disposition(),
                        state.reference(),
                        state.decidedBy(),
                        utc(state.decidedAt()))
                == 1;
    }

    /** Marks findings that have been open for too long; answers them, each once. */
    List<String> escalate(Tx tx, Instant before, Instant now) {
        return tx.list("""
                UPDATE audit.finding SET escalated_at = $2
                 WHERE disposition IS NULL AND escalated_at IS NULL AND made_at < $1 RETURNING finding_id
                """, row -> row.getString("finding_id"), utc(before), utc(now));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
