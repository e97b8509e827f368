package cn.mejene.consent.decision;

import java.time.Instant;

/**
 * Leave for a clinic's staff to see a minor's data (policy VI).
 *
 * @param id its id, {@code apr_…}
 * @param approvedBy the officer who gave it
 * @param reason {@code treatment}, {@code complaint}, {@code safety} or {@code law}
 * @param expiresAt exclusive end
 */
record Approval(
        String id,
        String memberId,
        String clinicId,
        String approvedBy,
        String reason,
        Instant approvedAt,
        Instant expiresAt) {}
