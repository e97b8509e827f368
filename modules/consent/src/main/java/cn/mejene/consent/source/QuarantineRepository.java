package cn.mejene.consent.source;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What waits for members' decisions in PostgreSQL; a decision takes the value away. Stateless. */
final class QuarantineRepository {

    /** Answers false when the same field of the same source is waiting already. */
    boolean insert(Tx tx, Quarantined item) {
        return tx.update(
                        """
                        INSERT INTO consent.quarantined
                               (id, member_id, source_id, field, value, state, received_at, delete_by)
                        VALUES ($1, $2, $3, $4, $5, 'quarantined', $6, $7)
                        ON CONFLICT (member_id, source_id, field) WHERE state = 'quarantined' DO NOTHING
                        """,
                        item.id(),
                        item.memberId(),
                        item.sourceId(),
                        item.field(),
                        Buffer.buffer(item.sealed()),
                        utc(item.receivedAt()),
                        utc(item.deleteBy()))
                == 1;
    }

    List<Quarantined> waiting(Sql sql, String member, Instant now) {
        return sql.list("""
                SELECT q.id, q.member_id, q.source_id, s.partner, q.field, q.value, q.state, q.received_at, q.delete_by
                  FROM consent.quarantined q JOIN consent.source s ON s.id = q.source_id
                 WHERE q.member_id = $1 AND q.state = 'quarantined' AND q.delete_by > $2 ORDER BY q.id DESC
                """, QuarantineRepository::quarantined, member, utc(now));
    }

    Optional<Quarantined> find(Sql sql, String member, String id) {
        return sql.find("""
                SELECT q.id, q.member_id, q.source_id, s.partner, q.field, q.value, q.state, q.received_at, q.delete_by
                  FROM consent.quarantined q JOIN consent.source s ON s.id = q.source_id
                 WHERE q.member_id = $1 AND q.id = $2
                """, QuarantineRepository::quarantined, member, id);
    }

    /** Whether it was still waiting, and waits no more. */
    boolean decide(Tx tx, String id, String state, Instant now) {
        return tx.update("""
                UPDATE consent.quarantined SET state = $2, value = NULL, decided_at = $3
                 WHERE id = $1 AND state = 'quarantined'
                """, id, state, utc(now)) == 1;
    }

    /** Takes away what nobody decided about in time; answers the sealed values. */
    List<byte[]> expire(Tx tx, Instant now) {
        return tx.list("""
                WITH due AS (SELECT id, value FROM consent.quarantined
                              WHERE state = 'quarantined' AND delete_by <= $1 LIMIT 500 FOR UPDATE SKIP LOCKED)
                UPDATE consent.quarantined q SET state = 'expired', value = NULL, decided_at = $1
                  FROM due WHERE q.id = due.id RETURNING due.value
                """, row -> row.getBuffer("value").getBytes(), utc(now));
    }

    private static Quarantined quarantined(Row row) {
        var value = row.getBuffer("value");
        return new Quarantined(
                row.getString("id"),
                row.getString("member_id"),
                row.getString("source_id"),
                row.getString("partner"),
                row.getString("field"),
                value == null ? new byte[0] : value.getBytes(),
                row.getString("state"),
                row.getOffsetDateTime("received_at").toInstant(),
                row.getOffsetDateTime("delete_by").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
