package cn.mejene.audit;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.data.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;

/** The log's tables: inserted into and read, never changed. */
final class LogRepository {

    /** Both halves of an entry in one statement, so that neither can be without the other. */
    void insert(Sql sql, LogBody body, byte[] salt) {
        var text = Json.text(body);
        sql.update(
                """
                WITH body AS (
                    INSERT INTO audit.body (entry_id, subject, at, salt, body) VALUES ($1, $2, $3, $4, $5)
                )
                INSERT INTO audit.commitment (entry_id, commitment) VALUES ($1, $6)
                """,
                body.id(),
                body.subject(),
                body.at().atOffset(ZoneOffset.UTC),
                Buffer.buffer(salt),
                text,
                Buffer.buffer(Commitment.of(salt, text)));
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
