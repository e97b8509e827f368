package cn.mejene.consent.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Leave for staff to see a minor's data (policy VI).
 *
 * @param id its id, {@code apr_…}
 * @param clinicId whose staff; the operators' own when null
 * @param approvedBy the officer who gave it
 * @param reason {@code treatment}, {@code complaint}, {@code safety} or {@code law}
 * @param expiresAt exclusive end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Approval(
        String id,
        String memberId,
        @Nullable String clinicId,
        String approvedBy,
        String reason,
        Instant approvedAt,
        Instant expiresAt) {}
