package cn.mejene.consent;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Consents in PostgreSQL: their history, which only grows, and the state row that decisions lock. Stateless. */
final class ConsentRepository {
    private static final String ACTIVE =
            "SELECT purpose FROM consent.consent WHERE member_id = $1 AND purpose = ANY($2) AND active";

    /** Locks the member's state for one purpose until the transaction ends; empty when she never decided. */
    Optional<Consent> lock(Tx tx, String member, String purpose) {
        tx.update(
                "INSERT INTO consent.consent (member_id, purpose, active) VALUES ($1, $2, false) ON CONFLICT DO NOTHING",
                member,
                purpose);
        tx.list(
                "SELECT active FROM consent.consent WHERE member_id = $1 AND purpose = $2 FOR UPDATE",
                row -> row.getBoolean("active"),
                member,
                purpose);
        return tx.find("""
                SELECT e.purpose, e.status, e.policy_version, e.notice_id, e.notice_sha256, e.language, e.changed_at
                  FROM consent.consent c JOIN consent.consent_event e ON e.id = c.event_id
                 WHERE c.member_id = $1 AND c.purpose = $2
                """, ConsentRepository::consent, member, purpose);
    }

    /** Adds a change to the history and makes it the state; the caller holds the lock. */
    void change(Tx tx, String member, Consent now) {
        var id = Ids.make("cev");
        tx.update(
                """
                INSERT INTO consent.consent_event
                       (id, member_id, purpose, status, policy_version, notice_id, notice_sha256, language, changed_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                id,
                member,
                now.purpose(),
                now.status(),
                now.policyVersion(),
                now.noticeId(),
                now.noticeSha256(),
                now.language(),
                now.since().atOffset(ZoneOffset.UTC));
        tx.update(
                "UPDATE consent.consent SET active = $3, event_id = $4 WHERE member_id = $1 AND purpose = $2",
                member,
                now.purpose(),
                now.isGiven(),
                id);
    }

    List<Consent> ofMember(Sql sql, String member) {
        return sql.list("""
                SELECT e.purpose, e.status, e.policy_version, e.notice_id, e.notice_sha256, e.language, e.changed_at
                  FROM consent.consent c JOIN consent.consent_event e ON e.id = c.event_id
                 WHERE c.member_id = $1
                 ORDER BY e.id DESC
                """, ConsentRepository::consent, member);
    }

    List<ConsentChange> history(Sql sql, String member, String purpose, Paging paging) {
        return sql.list("""
                SELECT id, purpose, status, policy_version, notice_id, notice_sha256, language, changed_at
                  FROM consent.consent_event
                 WHERE member_id = $1 AND purpose = $2 AND ($3 = '' OR id < $3)
                 ORDER BY id DESC
                 LIMIT $4
                """, ConsentRepository::change, member, purpose, paging.after(), paging.limit() + 1);
    }

    /** Which of the purposes the member consents to now. */
    Set<String> active(Sql sql, String member, List<String> purposes) {
        return Set.copyOf(sql.list(ACTIVE, ConsentRepository::purpose, member, purposes.toArray(String[]::new)));
    }

    /** The same, with the rows locked against withdrawal until the transaction ends. */
    Set<String> activeLocked(Tx tx, String member, List<String> purposes) {
        return Set.copyOf(
                tx.list(ACTIVE + " FOR SHARE", ConsentRepository::purpose, member, purposes.toArray(String[]::new)));
    }

    private static String purpose(Row row) {
        return row.getString("purpose");
    }

    private static Consent consent(Row row) {
        return new Consent(
                row.getString("purpose"),
                row.getString("status"),
                row.getString("policy_version"),
                row.getString("notice_id"),
                row.getString("notice_sha256"),
                row.getString("language"),
                row.getOffsetDateTime("changed_at").toInstant());
    }

    private static ConsentChange change(Row row) {
        return new ConsentChange(
                row.getString("id"),
                row.getString("purpose"),
                row.getString("status"),
                row.getString("policy_version"),
                row.getString("notice_id"),
                row.getString("notice_sha256"),
                row.getString("language"),
                row.getOffsetDateTime("changed_at").toInstant());
    }
}
