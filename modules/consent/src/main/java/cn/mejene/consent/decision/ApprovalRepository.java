package cn.mejene.consent.decision;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Approvals in PostgreSQL; they end by themselves and never change. Stateless. */
final class ApprovalRepository {

    void insert(Tx tx, Approval approval) {
        tx.update(
                """
                INSERT INTO consent.access_approval
                       (id, member_id, clinic_id, approved_by, reason, approved_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                approval.id(),
                approval.memberId(),
                approval.clinicId(),
                approval.approvedBy(),
                approval.reason(),
                utc(approval.approvedAt()),
                utc(approval.expiresAt()));
    }

    /** Approvals that held at some time from the first instant on and before the second. */
    List<Approval> heldBetween(Sql sql, Instant from, Instant to) {
        return sql.list(
                """
                SELECT id, member_id, clinic_id, approved_by, reason, approved_at, expires_at
                  FROM consent.access_approval WHERE approved_at < $2 AND expires_at > $1 ORDER BY id
                """,
                row -> new Approval(
                        row.getString("id"),
                        row.getString("member_id"),
                        row.getString("clinic_id"),
                        row.getString("approved_by"),
                        row.getString("reason"),
                        row.getOffsetDateTime("approved_at").toInstant(),
                        row.getOffsetDateTime("expires_at").toInstant()),
                utc(from),
                utc(to));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
