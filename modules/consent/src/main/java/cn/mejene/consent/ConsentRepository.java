package cn.mejene.consent;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Consents in PostgreSQL: their history, which only grows, and the state row that decisions lock. Stateless. */
final class ConsentRepository {
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
    void change(Tx tx, String member, ConsentChange now) {
        tx.update(
                """
                INSERT INTO consent.consent_event
                       (id, member_id, purpose, status, policy_version, notice_id, notice_sha256, language, changed_at,
                        receipt)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                now.id(),
                member,
                now.purpose(),
                now.status(),
                now.policyVersion(),
                now.noticeId(),
                now.noticeSha256(),
                now.language(),
                now.at().atOffset(ZoneOffset.UTC),
                now.receipt());
        tx.update(
                "UPDATE consent.consent SET active = $3, event_id = $4, reconfirm_by = NULL"
                        + " WHERE member_id = $1 AND purpose = $2",
                member,
                now.purpose(),
                now.status().equals(Consent.GIVEN),
                now.id());
    }

    /** Whether the state, which the caller has locked, waits to be confirmed by who is of age now. */
    boolean awaitsReconfirmation(Tx tx, String member, String purpose) {
        return tx.find(
                        "SELECT 1 FROM consent.consent WHERE member_id = $1 AND purpose = $2 AND reconfirm_by IS NOT NULL",
                        row -> true,
                        member,
                        purpose)
                .isPresent();
    }

    /** Everything that the member agreed to until now stops counting at some time, unless she agrees again. */
    void reconfirm(Tx tx, String member, Instant by) {
        var until = by.atOffset(ZoneOffset.UTC);
        tx.update(
                "UPDATE consent.consent SET reconfirm_by = $2 WHERE member_id = $1 AND active AND reconfirm_by IS NULL",
                member,
                until);
        tx.update("""
                UPDATE consent.recipient_consent SET reconfirm_by = $2
                 WHERE member_id = $1 AND withdrawn_at IS NULL AND reconfirm_by IS NULL
                """, member, until);
    }

    /** Whose unconfirmed consents stop counting between now and then and who was not reminded; now they are. */
    List<String> remind(Tx tx, Instant now, Instant before, int limit) {
        return tx.list(
                """
                WITH due AS (
                    SELECT member_id FROM consent.consent
                     WHERE active AND NOT reminded AND reconfirm_by > $1 AND reconfirm_by <= $2
                    UNION
                    SELECT member_id FROM consent.recipient_consent
                     WHERE withdrawn_at IS NULL AND NOT reminded AND reconfirm_by > $1 AND reconfirm_by <= $2
                    LIMIT $3
                ), own AS (
                    UPDATE consent.consent c SET reminded = true FROM due WHERE c.member_id = due.member_id
                ), others AS (
                    UPDATE consent.recipient_consent c SET reminded = true FROM due WHERE c.member_id = due.member_id
                )
                SELECT member_id FROM due
                """,
                row -> row.getString("member_id"),
                now.atOffset(ZoneOffset.UTC),
                before.atOffset(ZoneOffset.UTC),
                limit);
    }

    /**
     * A consent.
     *
     * @param outdated whether it has to be given anew to count: a version of the policy that came into force since has
     *     changed what it is about, or its member came of age and did not confirm it in time
     * @param reconfirmBy until when she is asked to confirm what was given while she was a minor
     */
    record Standing(
            Consent consent, boolean outdated, @Nullable Instant reconfirmBy) {}

    List<Standing> ofMember(Sql sql, String member, Instant now) {
        return sql.list(
                """
                SELECT e.purpose, e.status, e.policy_version, e.notice_id, e.notice_sha256, e.language, e.changed_at,
                       e.status = 'given' AND EXISTS (
                           SELECT FROM consent.policy_change h
                             JOIN consent.policy_version n ON n.version = h.version
                             JOIN consent.policy_version b ON b.version = e.policy_version
                            WHERE h.purpose = e.purpose
                              AND n.effective_at > b.effective_at AND n.effective_at <= $2) AS outdated,
                       e.status = 'given' AND coalesce(c.reconfirm_by <= $2, false) AS unconfirmed, c.reconfirm_by
                  FROM consent.consent c JOIN consent.consent_event e ON e.id = c.event_id
                 WHERE c.member_id = $1
                 ORDER BY e.id DESC
                """,
                row -> new Standing(
                        consent(row),
                        row.getBoolean("outdated") || row.getBoolean("unconfirmed"),
                        instant(row.getOffsetDateTime("reconfirm_by"))),
                member,
                now.atOffset(ZoneOffset.UTC));
    }

    List<ConsentChange> history(Sql sql, String member, String purpose, Paging paging) {
        return sql.list("""
                SELECT id, purpose, status, policy_version, notice_id, notice_sha256, language, changed_at, receipt
                  FROM consent.consent_event
                 WHERE member_id = $1 AND purpose = $2 AND ($3 = '' OR id < $3)
                 ORDER BY id DESC
                 LIMIT $4
                """, ConsentRepository::change, member, purpose, paging.after(), paging.limit() + 1);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
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
                row.getOffsetDateTime("changed_at").toInstant(),
                row.getString("receipt"));
    }
}
