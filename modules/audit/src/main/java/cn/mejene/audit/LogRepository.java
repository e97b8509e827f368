package cn.mejene.audit;

import cn.mejene.audit.tree.Commitment;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.data.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log's tables: inserted into and read, never changed. */
final class LogRepository {

    /** An entry as it is kept: {@code text} is what the commitment is made of. */
    record Kept(String id, byte[] salt, String text) {
        LogBody body() {
            return Json.read(text.getBytes(StandardCharsets.UTF_8), LogBody.class);
        }

        static Kept of(Row row) {
            return new Kept(row.getString("entry_id"), row.getBuffer("salt").getBytes(), row.getString("body"));
        }
    }

    /**
     * What to look for; what is null does not matter.
     *
     * @param from first moment
     * @param to first moment after
     * @param subject pseudonym of the person
     * @param actor staff id, or pseudonym of a member
     */
    record Filter(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String subject,
            @Nullable String actor,
            @Nullable String record) {}

    /** The same for a member, who sees her own entries. */
    record OwnFilter(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String clinic,
            @Nullable String record,
            @Nullable String outcome) {}

    /** An entry and what makes its commitment unguessable. */
    record Salted(LogBody body, byte[] salt) {}

    /** All parts of all entries in one statement, so that none can be without the others. */
    void insert(Sql sql, List<Salted> entries) {
        int count = entries.size();
        var ids = new String[count];
        var subjects = new String[count];
        var times = new OffsetDateTime[count];
        var salts = new Buffer[count];
        var texts = new String[count];
        var commitments = new Buffer[count];
        for (int i = 0; i < count; i++) {
            var body = entries.get(i).body();
            var salt = entries.get(i).salt();
            ids[i] = body.id();
            subjects[i] = body.subject();
            times[i] = utc(body.at());
            salts[i] = Buffer.buffer(salt);
            texts[i] = Json.text(body);
            commitments[i] = Buffer.buffer(Commitment.of(Commitment.Kind.LOG_ENTRY, salt, texts[i]));
        }
        sql.update("""
                WITH entry AS (
                    SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[], $5::text[], $6::bytea[])
                               AS e (entry_id, subject, at, salt, body, commitment)
                ), body AS (
                    INSERT INTO audit.body (entry_id, subject, at, salt, body)
                    SELECT entry_id, subject, at, salt, body FROM entry
                ), pending AS (
                    INSERT INTO audit.pending (entry_id) SELECT entry_id FROM entry
                )
                INSERT INTO audit.commitment (entry_id, at, commitment) SELECT entry_id, at, commitment FROM entry
                """, ids, subjects, times, salts, texts, commitments);
    }

    /** Entries that a filter lets through, newest first, older than the given id. */
    List<Kept> find(Sql sql, Filter filter, String before, int limit) {
        return sql.list(
                """
                SELECT entry_id, salt, body FROM audit.body
                 WHERE ($1::timestamptz IS NULL OR at >= $1) AND ($2::timestamptz IS NULL OR at < $2)
                   AND ($3::text IS NULL OR subject = $3)
                   AND ($4::text IS NULL OR body::jsonb ->> 'actor' = $4)
                   AND ($5::text IS NULL OR body::jsonb ->> 'resource' = $5)
                   AND ($6 = '' OR entry_id < $6)
                 ORDER BY entry_id DESC LIMIT $7
                """,
                Kept::of,
                utc(filter.from()),
                utc(filter.to()),
                filter.subject(),
                filter.actor(),
                filter.record(),
                before,
                limit);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Entries about one person that a filter lets through, newest first, older than the given id. */
    List<LogBody> list(Sql sql, String pseudonym, OwnFilter filter, String before, int limit) {
        return sql.list(
                """
                SELECT body FROM audit.body
                 WHERE subject = $1 AND ($2 = '' OR entry_id < $2)
                   AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
                   AND ($6::text IS NULL OR body::jsonb ->> 'clinic' = $6)
                   AND ($7::text IS NULL OR body::jsonb ->> 'resource' = $7)
                   AND ($8::text IS NULL OR body::jsonb ->> 'outcome' = $8)
                 ORDER BY entry_id DESC LIMIT $3
                """,
                LogRepository::body,
                pseudonym,
                before,
                limit,
                utc(filter.from()),
                utc(filter.to()),
                filter.clinic(),
                filter.record(),
                filter.outcome());
    }

    /** Takes note of a clinic's first reading of a person's data; answers whether it is the first. */
    boolean insertFirstRead(Sql sql, String pseudonym, String clinic, OffsetDateTime at) {
        return sql.update(
                        "INSERT INTO audit.first_read (subject, clinic_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                        pseudonym,
                        clinic,
                        at)
                == 1;
    }

    /** Clinics whose people were shown the thing, in the words of the log that is still kept. */
    List<String> clinicsThatRead(Sql sql, String pseudonym, String thing) {
        return sql.list("""
            SELECT DISTINCT body::jsonb ->> 'clinic' AS clinic FROM audit.body
             WHERE subject = $1 AND body::jsonb ->> 'resource' = $2 AND body::jsonb ->> 'clinic' IS NOT NULL
               AND body::jsonb ->> 'action' = 'read' AND body::jsonb ->> 'outcome' = 'allowed'
             ORDER BY clinic
            """, row -> row.getString("clinic"), pseudonym, thing);
    }

    /** Forgets first readings of three years ago, whose entries go too. */
    void deleteFirstReads(Sql sql, Instant now) {
        sql.update("DELETE FROM audit.first_read WHERE at < $1::timestamptz - interval '3 years'", utc(now));
    }

    private static LogBody body(Row row) {
        return Json.read(row.getString("body").getBytes(StandardCharsets.UTF_8), LogBody.class);
    }
}
