package cn.mejene.audit.incident;

import cn.mejene.audit.incident.Incident.Report;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.Problem.FieldError;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What officers report and decide of an incident, and what follows from each. Virtual threads only. */
final class Reports {
    private final ModuleContext context;
    private final IncidentRepository incidents;
    private final Notices notices;
    private final Duties duties;

    /**
     * @param sections of a notice, by language
     * @param announce whether a notice is announced to everybody in any case
     * @param reference where it was filed
     * @param reason why people are not told, or why the level changes
     * @param measures what makes telling them needless (PIPL 57, paragraph 2)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewReport(
            String kind,
            @Nullable Map<String, NoticeText> sections,
            @Nullable Boolean announce,
            @Nullable String reference,
            @Nullable String level,
            @Nullable String reason,
            @Nullable String measures) {}

    private record MadeReport(String id, String kind, Instant at) {}

    Reports(ModuleContext context, IncidentRepository incidents, Notices notices, Duties duties) {
        this.context = context;
        this.incidents = incidents;
        this.notices = notices;
        this.duties = duties;
    }

    Object make(Call call, Tx tx, Incident incident) {
        var request = call.body(NewReport.class);
        var now = context.clock().instant();
        var report = new Report(
                Ids.make("irp"), request.kind(), now, call.principal().id(), Json.text(request));
        require(request, incident);
        incidents.insertReport(tx, incident.id(), report);
        switch (request.kind()) {
            case "notice" -> {
                notices.publish(tx, incident, report, Boolean.TRUE.equals(request.announce()));
                duties.done(tx, incident, Duties.NOTICE, now);
            }
            case "no-notice" -> duties.done(tx, incident, Duties.NOTICE, now);
            case "regulator" -> duties.done(tx, incident, Duties.REGULATOR, now);
            case "level" -> level(tx, incident, request);
            case "handled" -> {
                incidents.setHandled(tx, incident.id(), now);
                duties.handled(tx, incident, now);
            }
            default -> duties.done(tx, incident, Duties.FINAL, now);
        }
        return new MadeReport(report.id(), report.kind(), now);
    }

    private void level(Tx tx, Incident incident, NewReport request) {
        var level = given("/level", request.level());
        incidents.setLevel(tx, incident.id(), level);
        duties.weigh(tx, incident, level);
    }

    private void require(NewReport request, Incident incident) {
        switch (request.kind()) {
            case "notice" -> requireNotice(request, incident);
            case "no-notice" -> {
                given("/reason", request.reason());
                given("/measures", request.measures());
                if (incident.noticeId() != null) {
                    throw Problem.conflict("already-published", "The people concerned have been told.");
                }
            }
            case "level" -> given("/reason", request.reason());
            case "regulator" -> given("/reference", request.reference());
            case "handled" -> {
                if (incident.handledAt() != null) {
                    throw Problem.conflict("already-handled", "The handling has ended.");
                }
            }
            default -> {
                given("/reference", request.reference());
                if (incident.handledAt() == null) {
                    throw Problem.conflict("not-handled", "The final report follows the end of the handling.");
                }
            }
        }
    }

    /** Nothing is published with a part missing, before it is known to whom, or twice. */
    private static void requireNotice(NewReport request, Incident incident) {
        var sections = request.sections() == null ? Map.<String, NoticeText>of() : request.sections();
        var errors = new ArrayList<FieldError>();
        var chinese = sections.get(Language.ZH_HANS.tag());
        if (chinese == null) {
            errors.add(new FieldError("/sections/zh-Hans", "required"));
        }
        sections.forEach((language, text) -> text.missing()
                .forEach(part -> errors.add(new FieldError("/sections/" + language + "/" + part, "required"))));
        if (!errors.isEmpty()) {
            throw new Problem(
                    422,
                    "notice-incomplete",
                    "A notice says what happened, what is done, what people can do, what they are entitled to, and"
                            + " whom to ask.",
                    Map.of(),
                    Map.of(),
                    errors);
        }
        if (incident.noticeId() != null) {
            throw Problem.conflict("already-published", "The people concerned have been told.");
        }
        if (incident.scopedAt() == null) {
            throw Problem.conflict("not-scoped", "It is not yet known whom it concerns.")
                    .header("Retry-After", "2");
        }
    }

    private static String given(String pointer, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Problem.invalid(pointer, "required", "This kind of report needs it.");
        }
        return value;
    }

    List<IncidentView.Made> of(Sql sql, String incident) {
        return incidents.reports(sql, incident).stream()
                .map(r -> new IncidentView.Made(
                        r.id(),
                        r.kind(),
                        r.at(),
                        r.by(),
                        Json.read(r.content().getBytes(StandardCharsets.UTF_8), JsonNode.class)))
                .toList();
    }
}
