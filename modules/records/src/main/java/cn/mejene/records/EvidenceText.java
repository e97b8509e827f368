package cn.mejene.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a confirmation proves (policy I(A)3.c): who confirmed which bytes with which words, when, on what, under which
 * consent. Its JSON, in this order of fields, is what the log commits to.
 *
 * @param previous the member's evidence before this one, so that each points back
 * @param device what the app said it runs on
 * @param events what came before the decision, in order, and the decision
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "form",
    "id",
    "previous",
    "request",
    "stage",
    "statement",
    "decision",
    "decidedAt",
    "record",
    "actor",
    "device",
    "consent",
    "events"
})
record EvidenceText(
        String form,
        String id,
        @Nullable String previous,
        String request,
        String stage,
        String statement,
        String decision,
        Instant decidedAt,
        Thing record,
        Actor actor,
        @Nullable JsonNode device,
        ConsentThen consent,
        List<Step> events) {
    static final String FORM = "mejene-confirmation/1";

    /** The bytes that were confirmed. */
    record Thing(String id, String kind, String sha256, long size, String clinicId) {}

    /** Who decided, and how she proved it. */
    record Actor(String member, @Nullable String session, String proof) {}

    /** The consent that the record stands on, as it was then. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ConsentThen(
            String purpose,
            String status,
            @Nullable String policyVersion,
            @Nullable String noticeId,
            @Nullable String noticeSha256) {}

    /** One event. */
    record Step(String event, Instant at, String by) {}
}
