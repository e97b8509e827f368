package cn.mejene.consent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry in the history of a consent; never changed or deleted while the law wants it kept.
 *
 * @param receipt the signed receipt (JWS); null for changes from before there were any
 */
record ConsentChange(
        String id,
        String purpose,
        @JsonProperty("kind") String status,
        String policyVersion,
        String noticeId,
        String noticeSha256,
        String language,
        Instant at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String receipt) {}
