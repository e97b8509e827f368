package cn.mejene.audit.incident;

import cn.mejene.audit.incident.AffectedRepository.Recipient;
import cn.mejene.audit.incident.Incident.Report;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells people: everybody concerned by an event of her own, which becomes a message on each of her channels, and everybody
 * by an announcement when there is somebody who cannot be reached. Virtual threads only.
 */
final class Notices {
    private static final int BATCH = 500;

    private final ModuleContext context;
    private final IncidentRules rules;
    private final IncidentRepository incidents;
    private final AffectedRepository people = new AffectedRepository();

    /** The content of a report that is a notice. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Sections(Map<String, NoticeText> sections) {}

    private record Wanted(String noticeId, String memberId, String language) {}

    /** @param categories which of her data, in words */
    private record Personal(NoticeText text, String categories) {}

    private record Announcement(String id, Instant publishedAt, String language, NoticeText sections) {}

    Notices(ModuleContext context, IncidentRules rules, IncidentRepository incidents) {
        this.context = context;
        this.rules = rules;
        this.incidents = incidents;
    }

    /** What the report stands for is told from now on; the announcement is there at once where it is needed. */
    void publish(Tx tx, Incident incident, Report notice, boolean announce) {
        incidents.setNotice(tx, incident.id(), notice.id());
        if (announce || people.count(tx, incident.id()).unreachable() > 0) {
            incidents.setAnnounced(tx, incident.id(), notice.at());
        }
    }

    /** Tells a batch of people; answers whether more may be waiting. */
    boolean step() {
        return context.database().transaction(tx -> {
            var now = context.clock().instant();
            var batch = people.takeRecipients(tx, now, BATCH);
            var real = batch.stream().filter(person -> !person.rehearsal()).toList();
            context.outbox().appendAll(tx, real.stream().map(Notices::event).toList());
            var unreachable = real.stream()
                    .filter(person -> isClosed(tx, person.member()))
                    .toList();
            if (!unreachable.isEmpty()) {
                people.setUnreachable(tx, unreachable);
                unreachable.stream()
                        .map(Recipient::incident)
                        .distinct()
                        .forEach(id -> incidents.setAnnounced(tx, id, now));
            }
            return batch.size() == BATCH;
        });
    }

    private static Event event(Recipient person) {
        return Event.of(
                "audit.incident-notice",
                person.member(),
                Map.of("noticeId", person.notice(), "incidentId", person.incident()));
    }

    /** An account that is closed gets its message and reads it perhaps never. */
    private boolean isClosed(Tx tx, String member) {
        return context.ports()
                .find(MemberStandings.class)
                .map(standings -> standings.of(tx, member) == Standing.CLOSED)
                .orElse(false);
    }

    /** What one person is told, for whoever brings it to her. */
    Answer personal(Call call) {
        var wanted = call.body(Wanted.class);
        var language = Language.of(wanted.language()).orElse(Language.ZH_HANS);
        var report = incidents
                .report(context.database(), wanted.noticeId())
                .filter(r -> r.kind().equals("notice"))
                .orElseThrow(() -> Problem.notFound("notice"));
        var incident =
                incidents.incidentOf(context.database(), report.id()).orElseThrow(() -> Problem.notFound("notice"));
        var person = people.person(context.database(), incident, wanted.memberId())
                .orElseThrow(() -> Problem.notFound("notice"));
        return Answer.ok(new Personal(text(report, language), rules.titles(person.categories(), language)));
    }

    Answer announcements(Call call) {
        var paging = Paging.of(call);
        var language = Language.of(call);
        var page = incidents.announced(context.database(), paging.after(), paging.limit() + 1).stream()
                .map(r -> new Announcement(r.id(), r.at(), language.tag(), text(r, language)))
                .toList();
        return paging.answer(page, Announcement::id)
                .header("Content-Language", language.tag())
                .header("Cache-Control", "no-cache");
    }

    private static NoticeText text(Report report, Language language) {
        var sections = Json.read(report.content().getBytes(StandardCharsets.UTF_8), Sections.class)
                .sections();
        return Objects.requireNonNull(sections.getOrDefault(language.tag(), sections.get(Language.ZH_HANS.tag())));
    }

    /** What an officer begins to write from. */
    Map<String, NoticeText> draft(Incident incident, List<String> categories) {
        return Map.of(
                Language.ZH_HANS.tag(), draft(incident, categories, Language.ZH_HANS),
                Language.EN.tag(), draft(incident, categories, Language.EN));
    }

    private NoticeText draft(Incident incident, List<String> categories, Language language) {
        var form = Objects.requireNonNull(rules.draft().get(language.tag()));
        var facts = Objects.requireNonNullElse(form.facts(), "")
                .replace("{from}", moment(incident.scope().from()))
                .replace("{to}", moment(incident.scope().to()))
                .replace("{categories}", rules.titles(categories, language));
        return form.withFacts(facts);
    }

    private static String moment(Instant instant) {
        return instant.atZone(Schedule.ZONE).toLocalDateTime().toString().replace('T', ' ');
    }
}
