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

    /** All parts of an entry in one statement, so that none can be without the others. */
    void insert(Sql sql, LogBody body, byte[] salt) {
        var text = Json.text(body);
        sql.update(
                """
                WITH body AS (
                    INSERT INTO audit.body (entry_id, subject, at, salt, body) VALUES ($1, $2, $3, $4, $5)
                ), pending AS (
                    INSERT INTO audit.pending (entry_id) VALUES ($1)
                )
                INSERT INTO audit.commitment (entry_id, at, commitment) VALUES ($1, $3, $6)
                """,
                body.id(),
                body.subject(),
                utc(body.at()),
                Buffer.buffer(salt),
                text,
                Buffer.buffer(Commitment.of(Commitment.Kind.LOG_ENTRY, salt, text)));
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

    /** Entries about one person, newest first, older than the given id. */
    List<LogBody> list(Sql sql, String pseudonym, String before, int limit) {
        return sql.list("""
            SELECT body FROM audit.body
             WHERE subject = $1 AND ($2 = '' OR entry_id < $2) ORDER BY entry_id DESC LIMIT $3
            """, LogRepository::body, pseudonym, before, limit);
    }

    private static LogBody body(Row row) {
        return Json.read(row.getString("body").getBytes(StandardCharsets.UTF_8), LogBody.class);
    }
}
