package cn.mejene.consent.disclosure;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Corporate events and whom they were told to in PostgreSQL. Stateless. */
final class CorporateEventRepository {

    void insert(Tx tx, CorporateEvent event, String noticeId, String by, Instant now) {
        tx.update("""
                INSERT INTO consent.corporate_event
                       (id, kind, notice_id, bound, effective_at, declared_by, declared_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """, event.id(), event.kind(), noticeId, event.bound(), utc(event.effectiveAt()), by, utc(now));
    }

    Optional<CorporateEvent> find(Sql sql, String id) {
        return sql.find("""
                SELECT e.id, e.kind, n.recipient, n.name, n.contact, e.bound, e.effective_at
                  FROM consent.corporate_event e JOIN consent.recipient_notice n ON n.id = e.notice_id
                 WHERE e.id = $1
                """, CorporateEventRepository::event, id);
    }

    boolean isTold(Sql sql, String event, String member) {
        return sql.find(
                        "SELECT event_id FROM consent.corporate_notice WHERE event_id = $1 AND member_id = $2",
                        row -> true,
                        event,
                        member)
                .isPresent();
    }

    /** The events that somebody may still have to be told of. */
    List<String> untold(Sql sql) {
        return sql.list(
                "SELECT id FROM consent.corporate_event WHERE told_at IS NULL ORDER BY id", row -> row.getString("id"));
    }

    /** Notes that some more members are told, each once; answers who. */
    List<String> tell(Tx tx, String event, Instant now, int most) {
        return tx.list("""
                INSERT INTO consent.corporate_notice (event_id, member_id, told_at)
                SELECT $1, a.member_id, $2
                  FROM (SELECT DISTINCT member_id FROM consent.policy_acceptance WHERE NOT ended) a
                 WHERE NOT EXISTS (SELECT FROM consent.corporate_notice n
                                    WHERE n.event_id = $1 AND n.member_id = a.member_id)
                 LIMIT $3
                ON CONFLICT DO NOTHING
                RETURNING member_id
                """, row -> row.getString("member_id"), event, utc(now), most);
    }

    /** Notes that nobody is left to tell of an event that has taken effect. */
    void told(Tx tx, String event, Instant now) {
        tx.update(
                "UPDATE consent.corporate_event SET told_at = $2 WHERE id = $1 AND effective_at <= $2",
                event,
                utc(now));
    }

    /** Who goes with the event: all who were told, or those of them who consented to the recipient as told now. */
    List<String> transferable(Sql sql, CorporateEvent event, Paging paging) {
        return sql.list(
                """
                SELECT n.member_id FROM consent.corporate_notice n
                 WHERE n.event_id = $1 AND ($4 = '' OR n.member_id < $4)
                   AND ($2 OR EXISTS (SELECT FROM consent.recipient_consent c
                                       WHERE c.member_id = n.member_id AND c.recipient = $3 AND c.kind = 'transfer'
                                         AND c.withdrawn_at IS NULL
                                         AND c.notice_id = (SELECT max(r.id) FROM consent.recipient_notice r
                                                             WHERE r.recipient = $3)))
                 ORDER BY n.member_id DESC LIMIT $5
                """,
                row -> row.getString("member_id"),
                event.id(),
                event.bound(),
                event.recipient(),
                paging.after(),
                paging.limit() + 1);
    }

    private static CorporateEvent event(Row row) {
        return new CorporateEvent(
                row.getString("id"),
                row.getString("kind"),
                row.getString("recipient"),
                row.getString("name"),
                row.getString("contact"),
                row.getBoolean("bound"),
                row.getOffsetDateTime("effective_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
