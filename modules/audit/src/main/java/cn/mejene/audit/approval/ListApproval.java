package cn.mejene.audit.approval;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That somebody may copy, print, photograph and download one list until then, or wishes to.
 *
 * @param list as the list itself says what it is called
 * @param viewer whose wish it is
 * @param decision {@code approved}, {@code refused}, or none yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ListApproval(
        String id,
        String list,
        String viewer,
        String reason,
        Instant askedAt,
        @Nullable String decision,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable Instant expiresAt) {}
