package cn.mejene.consent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** One entry in the history of a consent; never changed or deleted while the law wants it kept. */
record ConsentChange(
        String id,
        String purpose,
        @JsonProperty("kind") String status,
        String policyVersion,
        String noticeId,
        String noticeSha256,
        String language,
        Instant at) {}
