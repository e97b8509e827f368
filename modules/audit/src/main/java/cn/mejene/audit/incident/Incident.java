package cn.mejene.audit.incident;

import cn.mejene.kernel.privacy.Access;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that may have disclosed, changed or lost personal data.
 *
 * @param discoveredAt when the platform knew; the regulator's time runs from here
 * @param scope where to look for the people it concerns
 * @param level by the Measures for the reporting of cybersecurity incidents
 * @param critical whether the platform is critical information infrastructure
 * @param rehearsal nobody outside hears anything
 * @param scopedAt when it was known whom it concerns
 * @param noticeId what was published to them
 * @param announcedAt when it was announced to everybody
 */
record Incident(
        String id,
        Instant openedAt,
        Instant discoveredAt,
        Scope scope,
        String level,
        boolean critical,
        boolean rehearsal,
        @Nullable Instant scopedAt,
        @Nullable String noticeId,
        @Nullable Instant announcedAt,
        @Nullable Instant handledAt) {

    /**
     * Entries of the log within a window, further narrowed; or whoever has data under a key.
     *
     * @param actor staff, or the pseudonym of a member
     */
    record Scope(
            Instant from,
            Instant to,
            @Nullable String clinicId,
            @Nullable String keyId,
            @Nullable String actor) {}

    /** What is owed by when. */
    record Duty(
            String kind,
            Instant dueAt,
            @Nullable Instant doneAt,
            @Nullable Instant escalatedAt) {}

    /** Something that was reported or decided. */
    record Report(String id, String kind, Instant at, String by, String content) {}

    /** How many people there are of which kind. */
    record People(long all, long known, long notified, long unreachable) {}

    /** How many people one category concerns. */
    record Concerned(String category, long people) {}

    /** One person whom it concerns. */
    record Person(
            String memberId,
            List<String> categories,
            long entries,
            @Nullable Instant firstAt,
            @Nullable Instant lastAt,
            @Nullable Instant notifiedAt,
            boolean reachable) {}

    static Access.Resource resource(String id) {
        return Access.Resource.of("incident", id);
    }
}
