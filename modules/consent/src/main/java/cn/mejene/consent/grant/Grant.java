package cn.mejene.consent.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leave that a member gave one clinic.
 *
 * @param id its id, {@code grt_…}
 * @param since when it was given
 * @param expiresAt exclusive end; null when it lasts until revoked
 * @param lastUsedAt when the clinic last used it, to the minute; null before the first time
 */
record Grant(
        String id,
        String clinicId,
        List<Scope> scopes,
        Instant since,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant lastUsedAt) {}
