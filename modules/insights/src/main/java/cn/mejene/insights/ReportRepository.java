package cn.mejene.insights;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Readers and reports in PostgreSQL, whose key allows one report a year and member. Stateless. */
final class ReportRepository {

    /** @param content the sealed report */
    @SuppressWarnings("ArrayRecordComponent")
    record Kept(String id, byte[] content) {}

    void addReader(Tx tx, String member, Instant since) {
        tx.update(
                "INSERT INTO insights.reader (member_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                member,
                since.atOffset(ZoneOffset.UTC));
    }

    void forget(Tx tx, String member) {
        tx.update("DELETE FROM insights.reader WHERE member_id = $1", member);
        tx.update("DELETE FROM insights.report WHERE member_id = $1", member);
    }

    /** Readers without the year's report, after the given one by id. */
    List<String> waiting(Sql sql, int year, String after, int limit) {
        return sql.list("""
                SELECT member_id FROM insights.reader r
                 WHERE member_id > $2
                   AND NOT EXISTS (SELECT FROM insights.report m WHERE m.member_id = r.member_id AND m.year = $1)
                 ORDER BY member_id LIMIT $3
                """, row -> row.getString("member_id"), year, after, limit);
    }

    /** Whether the member had none of that year. */
    boolean insert(Tx tx, Kept report, String member, int year, Instant madeAt) {
        return tx.update(
                        """
                        INSERT INTO insights.report (report_id, member_id, year, content, made_at)
                        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (member_id, year) DO NOTHING
                        """,
                        report.id(),
                        member,
                        year,
                        Buffer.buffer(report.content()),
                        madeAt.atOffset(ZoneOffset.UTC))
                == 1;
    }

    Optional<Kept> find(Sql sql, String member, int year) {
        return sql.find(
                "SELECT report_id, content FROM insights.report WHERE member_id = $1 AND year = $2",
                row -> new Kept(
                        row.getString("report_id"), row.getBuffer("content").getBytes()),
                member,
                year);
    }
}
