package cn.mejene.consent.disclosure;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What people are told about recipients, and who consented to which, in PostgreSQL. Stateless. */
final class RecipientsRepository {

    void insert(Tx tx, Recipient recipient, String by, Instant now) {
        tx.update(
                """
                INSERT INTO consent.recipient_notice
                       (id, recipient, kind, name, contact, region, necessary, purpose, method, categories, fields,
                        declared_by, declared_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                recipient.noticeId(),
                recipient.id(),
                recipient.kind(),
                recipient.name(),
                recipient.contact(),
                recipient.region(),
                recipient.necessary(),
                recipient.purpose(),
                recipient.method(),
                recipient.categories().toArray(String[]::new),
                recipient.fields().toArray(String[]::new),
                by,
                utc(now));
    }

    /** Every recipient as people are told now. */
    List<Recipient> all(Sql sql) {
        return sql.list("""
                SELECT DISTINCT ON (recipient) recipient, id, kind, name, contact, region, necessary, purpose, method,
                       categories, fields
                  FROM consent.recipient_notice ORDER BY recipient, id DESC
                """, RecipientsRepository::recipient);
    }

    Optional<Recipient> find(Sql sql, String recipient) {
        return sql.find("""
                SELECT recipient, id, kind, name, contact, region, necessary, purpose, method, categories, fields
                  FROM consent.recipient_notice WHERE recipient = $1 ORDER BY id DESC LIMIT 1
                """, RecipientsRepository::recipient, recipient);
    }

    /** Lets one telling about a recipient at a time happen. */
    void lock(Tx tx, String recipient) {
        tx.list("SELECT pg_advisory_xact_lock(hashtextextended($1, 7261))", row -> true, recipient);
    }

    void consent(Tx tx, String member, RecipientConsent consent) {
        withdraw(tx, member, consent.recipient(), consent.kind(), consent.givenAt());
        tx.update(
                """
                INSERT INTO consent.recipient_consent (id, member_id, recipient, kind, notice_id, given_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                Ids.make("rco"),
                member,
                consent.recipient(),
                consent.kind().word(),
                consent.noticeId(),
                utc(consent.givenAt()));
    }

    private static void withdraw(Tx tx, String member, String recipient, DisclosureKind kind, Instant now) {
        tx.update("""
                UPDATE consent.recipient_consent SET withdrawn_at = $4
                 WHERE member_id = $1 AND recipient = $2 AND kind = $3 AND withdrawn_at IS NULL
                """, member, recipient, kind.word(), utc(now));
    }

    /** Ends whatever the member consented to for this recipient; answers whether there was anything. */
    boolean withdrawAll(Tx tx, String member, String recipient, Instant now) {
        return tx.update("""
                UPDATE consent.recipient_consent SET withdrawn_at = $3
                 WHERE member_id = $1 AND recipient = $2 AND withdrawn_at IS NULL
                """, member, recipient, utc(now)) > 0;
    }

    /** What still counts: an answer that a minor's consent was waiting for has come, or may still. */
    Optional<RecipientConsent> consent(Sql sql, String member, String recipient, DisclosureKind kind, Instant now) {
        return sql.find("""
                SELECT recipient, kind, notice_id, given_at FROM consent.recipient_consent
                 WHERE member_id = $1 AND recipient = $2 AND kind = $3 AND withdrawn_at IS NULL
                   AND (reconfirm_by IS NULL OR reconfirm_by > $4)
                """, RecipientsRepository::consent, member, recipient, kind.word(), utc(now));
    }

    /** The same, locked against withdrawal until the transaction ends. */
    Optional<RecipientConsent> lockedConsent(Tx tx, String member, String recipient, DisclosureKind kind, Instant now) {
        return tx.find("""
                SELECT recipient, kind, notice_id, given_at FROM consent.recipient_consent
                 WHERE member_id = $1 AND recipient = $2 AND kind = $3 AND withdrawn_at IS NULL
                   AND (reconfirm_by IS NULL OR reconfirm_by > $4) FOR SHARE
                """, RecipientsRepository::consent, member, recipient, kind.word(), utc(now));
    }

    /** Since when the member objects to what neither contract nor law needs. */
    Optional<Instant> optedOut(Sql sql, String member) {
        return sql.find(
                "SELECT since FROM consent.opt_out WHERE member_id = $1",
                row -> row.getOffsetDateTime("since").toInstant(),
                member);
    }

    /** Recipients that the member consented to or that got something of hers, and when the last was. */
    List<Concerned> ofMember(Sql sql, String member, Map<String, Recipient> told) {
        return sql.list("""
                SELECT r.recipient,
                       bool_or(r.live) AS live, min(r.since) AS since, max(r.handed_out_at) AS handed_out_at
                  FROM (SELECT recipient, withdrawn_at IS NULL AS live, given_at AS since,
                               NULL::timestamptz AS handed_out_at
                          FROM consent.recipient_consent WHERE member_id = $1
                        UNION ALL
                        SELECT recipient, false, requested_at, handed_out_at FROM consent.disclosure
                         WHERE member_id = $1 AND kind <> 'lawful-demand' AND handed_out_at IS NOT NULL) r
                 GROUP BY r.recipient ORDER BY r.recipient
                """, row -> concerned(row, told), member);
    }

    private static Concerned concerned(Row row, Map<String, Recipient> told) {
        var handed = row.getOffsetDateTime("handed_out_at");
        return new Concerned(
                Objects.requireNonNull(told.get(row.getString("recipient"))),
                row.getBoolean("live"),
                row.getOffsetDateTime("since").toInstant(),
                handed == null ? null : handed.toInstant());
    }

    private static RecipientConsent consent(Row row) {
        return new RecipientConsent(
                row.getString("recipient"),
                DisclosureKind.of(row.getString("kind")),
                row.getString("notice_id"),
                row.getOffsetDateTime("given_at").toInstant());
    }

    private static Recipient recipient(Row row) {
        return new Recipient(
                row.getString("recipient"),
                row.getString("id"),
                row.getString("kind"),
                row.getString("name"),
                row.getString("contact"),
                row.getString("region"),
                row.getBoolean("necessary"),
                row.getString("purpose"),
                row.getString("method"),
                List.of(row.getArrayOfStrings("categories")),
                List.of(row.getArrayOfStrings("fields")));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
