package cn.mejene.audit.incident;

import cn.mejene.audit.incident.Incident.Concerned;
import cn.mejene.audit.incident.Incident.People;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An incident as officers and auditors see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IncidentView(
        String id,
        String status,
        String level,
        boolean critical,
        boolean rehearsal,
        Instant openedAt,
        Instant discoveredAt,
        Instant from,
        Instant to,
        @Nullable String clinicId,
        @Nullable String keyId,
        @Nullable String actor,
        People people,
        List<Concerned> categories,
        List<Owed> duties,
        @Nullable Instant announcedAt,
        @Nullable Instant handledAt) {

    /** @param overdue whether it is not done and its time is over */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Owed(
            String kind,
            Instant dueAt,
            @Nullable Instant doneAt,
            @Nullable Instant escalatedAt,
            boolean overdue) {}

    /** A report as it was made. */
    record Made(String id, String kind, Instant at, String by, JsonNode content) {}

    /** @param draft what a notice could begin with, by language */
    record Detailed(@JsonUnwrapped IncidentView incident, List<Made> reports, Map<String, NoticeText> draft) {}

    static IncidentView of(Incident incident, People people, List<Concerned> categories, List<Owed> duties) {
        var scope = incident.scope();
        return new IncidentView(
                incident.id(),
                status(incident, duties),
                incident.level(),
                incident.critical(),
                incident.rehearsal(),
                incident.openedAt(),
                incident.discoveredAt(),
                scope.from(),
                scope.to(),
                scope.clinicId(),
                scope.keyId(),
                scope.actor(),
                people,
                categories,
                duties,
                incident.announcedAt(),
                incident.handledAt());
    }

    /** In the order in which it goes on. */
    private static String status(Incident incident, List<Owed> duties) {
        if (incident.scopedAt() == null) {
            return "scoping";
        }
        if (incident.handledAt() == null) {
            return incident.noticeId() == null ? "open" : "notified";
        }
        return duties.stream().allMatch(duty -> duty.doneAt() != null) ? "closed" : "handled";
    }
}
