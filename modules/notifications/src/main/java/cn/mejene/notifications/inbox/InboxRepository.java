package cn.mejene.notifications.inbox;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.notifications.delivery.Lane.Announced;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inbox messages in PostgreSQL. Stateless. */
final class InboxRepository {

    void insert(Sql sql, String member, InboxMessage message) {
        sql.update(
                """
                INSERT INTO notifications.inbox_message
                       (id, member_id, kind, created_at, record_id, record_kind, clinic_id, grant_id,
                        notice_id, campaign_id)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                message.id(),
                member,
                message.kind(),
                message.at().atOffset(ZoneOffset.UTC),
                message.recordId(),
                message.recordKind(),
                message.clinicId(),
                message.grantId(),
                message.noticeId(),
                message.campaignId());
    }

    /** Nothing happens to those that are there already. */
    void insertAnnouncements(Sql sql, List<Announced> all, Instant at) {
        sql.update(
                """
                INSERT INTO notifications.inbox_message (id, member_id, kind, campaign_id, created_at)
                SELECT a.id, a.member_id, a.kind, a.campaign_id, $5
                  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS a (id, member_id, kind, campaign_id)
                ON CONFLICT (id) DO NOTHING
                """,
                all.stream().map(Announced::id).toArray(String[]::new),
                all.stream().map(Announced::member).toArray(String[]::new),
                all.stream().map(Announced::kind).toArray(String[]::new),
                all.stream().map(Announced::campaign).toArray(String[]::new),
                at.atOffset(ZoneOffset.UTC));
    }

    void deleteAll(Tx tx, String member) {
        tx.update("DELETE FROM notifications.inbox_message WHERE member_id = $1", member);
    }

    List<InboxMessage> list(Sql sql, String member, Paging paging) {
        return sql.list("""
                SELECT id, kind, created_at, read_at, record_id, record_kind, clinic_id, grant_id, notice_id,
                       campaign_id
                  FROM notifications.inbox_message
                 WHERE member_id = $1 AND ($2 = '' OR id < $2)
                 ORDER BY id DESC
                 LIMIT $3
                """, InboxRepository::message, member, paging.after(), paging.limit() + 1);
    }

    private static InboxMessage message(Row row) {
        return new InboxMessage(
                row.getString("id"),
                row.getString("kind"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row.getOffsetDateTime("read_at")),
                row.getString("record_id"),
                row.getString("record_kind"),
                row.getString("clinic_id"),
                row.getString("grant_id"),
                row.getString("notice_id"),
                row.getString("campaign_id"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
