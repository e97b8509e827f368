package cn.mejene.consent.purpose;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Notices in PostgreSQL; nothing here is ever changed or deleted. Stateless. */
final class NoticeRepository {

    /** Adds a notice unless the same text is there; several nodes may try at once and one wins. */
    void insert(Tx tx, String purpose, String language, String sha256, String text) {
        tx.update("""
                INSERT INTO consent.notice (id, purpose, language, sha256, body)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (purpose, language, sha256) DO NOTHING
                """, Ids.make("ntc"), purpose, language, sha256, text);
    }

    /** All notices a purpose ever had. */
    List<Notice> ofPurpose(Sql sql, String purpose) {
        return sql.list(
                "SELECT id, purpose, language, sha256, body FROM consent.notice WHERE purpose = $1",
                NoticeRepository::notice,
                purpose);
    }

    List<Notice> all(Sql sql) {
        return sql.list("SELECT id, purpose, language, sha256, body FROM consent.notice", NoticeRepository::notice);
    }

    private static Notice notice(Row row) {
        return new Notice(
                row.getString("id"),
                row.getString("purpose"),
                row.getString("language"),
                row.getString("sha256"),
                row.getString("body"));
    }
}
