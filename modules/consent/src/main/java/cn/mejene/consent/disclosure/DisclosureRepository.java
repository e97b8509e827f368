package cn.mejene.consent.disclosure;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.LegalBasis;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Disclosures and their approvals in PostgreSQL; neither ever changes. Stateless. */
final class DisclosureRepository {

    void insert(Tx tx, Disclosure disclosure) {
        tx.update(
                """
                INSERT INTO consent.disclosure
                       (id, kind, recipient, member_id, fields, basis, reference, justification, jurisdiction,
                        prc_approval, approvals, requested_by, requested_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                disclosure.id(),
                disclosure.kind().word(),
                disclosure.recipient(),
                disclosure.memberId(),
                disclosure.fields().toArray(String[]::new),
                disclosure.basis().word(),
                disclosure.reference(),
                disclosure.justification(),
                disclosure.jurisdiction(),
                disclosure.prcApproval(),
                disclosure.approvals(),
                disclosure.requestedBy(),
                utc(disclosure.requestedAt()));
    }

    Optional<Disclosure> find(Sql sql, String id) {
        return sql.find("""
                SELECT id, kind, recipient, member_id, fields, basis, reference, justification, jurisdiction,
                       prc_approval, approvals, requested_by, requested_at
                  FROM consent.disclosure WHERE id = $1
                """, DisclosureRepository::disclosure, id);
    }

    List<Disclosure> list(Sql sql, Paging paging) {
        return sql.list("""
                SELECT id, kind, recipient, member_id, fields, basis, reference, justification, jurisdiction,
                       prc_approval, approvals, requested_by, requested_at
                  FROM consent.disclosure WHERE $1 = '' OR id < $1 ORDER BY id DESC LIMIT $2
                """, DisclosureRepository::disclosure, paging.after(), paging.limit() + 1);
    }

    /** Answers false when this person has approved it already. */
    boolean approve(Tx tx, String id, String by, Instant now) {
        return tx.update("""
                INSERT INTO consent.disclosure_approval (disclosure_id, approver, approved_at) VALUES ($1, $2, $3)
                ON CONFLICT DO NOTHING
                """, id, by, utc(now)) == 1;
    }

    List<String> approvers(Sql sql, String id) {
        return sql.list(
                "SELECT approver FROM consent.disclosure_approval WHERE disclosure_id = $1 ORDER BY approved_at, approver",
                row -> row.getString("approver"),
                id);
    }

    /** Notes that its package was given out; answers whether it was the first time. */
    boolean handedOut(Tx tx, String id, Instant now) {
        return tx.update(
                        "UPDATE consent.disclosure SET handed_out_at = $2 WHERE id = $1 AND handed_out_at IS NULL",
                        id,
                        utc(now))
                == 1;
    }

    private static Disclosure disclosure(Row row) {
        return new Disclosure(
                row.getString("id"),
                DisclosureKind.of(row.getString("kind")),
                row.getString("recipient"),
                row.getString("member_id"),
                List.of(row.getArrayOfStrings("fields")),
                LegalBasis.valueOf(
                        row.getString("basis").toUpperCase(Locale.ROOT).replace('-', '_')),
                row.getString("reference"),
                row.getString("justification"),
                row.getString("jurisdiction"),
                row.getString("prc_approval"),
                row.getInteger("approvals"),
                row.getString("requested_by"),
                row.getOffsetDateTime("requested_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
