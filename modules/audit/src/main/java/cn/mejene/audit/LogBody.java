package cn.mejene.audit;

import cn.mejene.kernel.privacy.AuditEntry;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one log entry says (policy I(C)4): who, what, for which purpose, on which basis, with which outcome, where and
 * when. No content. Its JSON, in this order of fields, is what the commitment commits to.
 *
 * @param actor who acted: a pseudonym for members, else the id of staff or the platform's module
 * @param subject pseudonym of the person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "id",
    "at",
    "node",
    "actor",
    "role",
    "clinic",
    "subject",
    "action",
    "operation",
    "resourceType",
    "resource",
    "purpose",
    "basis",
    "outcome",
    "digest",
    "trace"
})
record LogBody(
        String id,
        Instant at,
        String node,
        String actor,
        String role,
        @Nullable String clinic,
        String subject,
        String action,
        String operation,
        String resourceType,
        @Nullable String resource,
        String purpose,
        String basis,
        String outcome,
        @Nullable String digest,
        String trace) {

    static LogBody of(String id, Instant at, String node, String subject, String by, String purpose, AuditEntry entry) {
        var access = entry.access();
        var actor = access.actor();
        return new LogBody(
                id,
                at,
                node,
                by,
                String.join(",", actor.roles().stream().sorted().toList()),
                actor.clinicId(),
                subject,
                access.action().name().toLowerCase(Locale.ROOT),
                entry.operation(),
                access.resource().type(),
                access.resource().id(),
                purpose,
                access.basis().word(),
                entry.outcome(),
                entry.digest(),
                access.trace());
    }
}
