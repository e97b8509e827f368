package cn.mejene.consent.decision;

import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

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

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
