package cn.mejene.audit.incident;

import cn.mejene.audit.incident.Incident.Scope;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.ListApprovals;
import cn.mejene.vault.KeyHolders;
import cn.mejene.vault.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What officers do about an incident, from the moment it is known to the final report. Virtual threads only. */
public final class IncidentService {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String EVERYBODY = "platform";

    private final ModuleContext context;
    private final IncidentRules rules;
    private final IncidentRepository incidents = new IncidentRepository();
    private final AffectedRepository people = new AffectedRepository();
    private final Scoping scoping;
    private final Notices notices;
    private final Reports reports;
    private final Duties duties;

    private record NewIncident(
            Instant from,
            Instant to,
            @Nullable String clinicId,
            @Nullable String keyId,
            @Nullable String actor,
            @Nullable String level,
            @Nullable Instant discoveredAt,
            @Nullable Boolean critical,
            @Nullable Boolean rehearsal) {}

    public IncidentService(ModuleContext context) {
        this.context = context;
        this.rules = context.policies().load("incidents", IncidentRules.class);
        this.scoping = new Scoping(context, rules, incidents);
        this.notices = new Notices(context, rules, incidents);
        this.duties = new Duties(context, rules, incidents);
        this.reports = new Reports(context, incidents, notices, duties);
    }

    public void serve(Operations operations) {
        operations.write("audit.open-incident", this::open);
        operations.read("audit.list-incidents", this::list);
        operations.read("audit.get-incident", this::get);
        operations.read("audit.list-affected", this::listPeople);
        operations.write("audit.report-incident", this::report);
        operations.read("audit.list-announcements", notices::announcements);
        operations.internal("audit.get-notice", notices::personal);
        operations.background("audit.scope-incidents", PAUSE, scoping::step);
        operations.background("audit.send-notices", PAUSE, notices::step);
        operations.background("audit.watch-duties", PAUSE, duties::watch);
    }

    private Answer open(Call call, Tx tx) {
        var request = call.body(NewIncident.class);
        var now = context.clock().instant();
        var incident = new Incident(
                Ids.make("inc"),
                now,
                Objects.requireNonNullElse(request.discoveredAt(), now),
                scope(request),
                Objects.requireNonNullElse(request.level(), "larger"),
                Boolean.TRUE.equals(request.critical()),
                Boolean.TRUE.equals(request.rehearsal()),
                null,
                null,
                null,
                null);
        if (incident.discoveredAt().isAfter(now)) {
            throw Problem.invalid("/discoveredAt", "past", "Nothing is discovered later than now.");
        }
        incidents.insert(tx, incident, call.principal().id());
        duties.begin(tx, incident);
        log(tx, call, Action.WRITE, incident.id());
        scoping.begin(tx, incident);
        return Answer.created(view(tx, find(tx, incident.id())));
    }

    private Scope scope(NewIncident request) {
        if (!request.from().isBefore(request.to())) {
            throw Problem.invalid("/to", "after-from", "The window ends after it begins.");
        }
        if (request.to().isAfter(context.clock().instant())) {
            throw Problem.invalid("/to", "past", "The window has ended; what goes on needs a second incident.");
        }
        var key = request.keyId();
        if (key != null && !context.port(KeyHolders.class).knows(key)) {
            throw Problem.invalid("/keyId", "unknown", "There is no such key, or it is destroyed.");
        }
        var actor = request.actor();
        var name = actor != null && actor.startsWith("mem_")
                ? context.port(KeyRing.class).pseudonym(actor)
                : actor;
        return new Scope(request.from(), request.to(), request.clinicId(), key, name);
    }

    private Incident find(Sql sql, String id) {
        return incidents.find(sql, id).orElseThrow(() -> Problem.notFound("incident"));
    }

    private IncidentView view(Sql sql, Incident incident) {
        return IncidentView.of(
                incident,
                people.count(sql, incident.id()),
                people.categories(sql, incident.id()),
                duties.of(sql, incident.id()));
    }

    private Answer list(Call call) {
        var paging = Paging.of(call);
        var database = context.database();
        var page = incidents.list(database, paging.after(), paging.limit() + 1);
        log(database, call, Action.READ, null);
        return paging.answer(
                page.stream().map(incident -> view(database, incident)).toList(), IncidentView::id);
    }

    private Answer get(Call call) {
        var database = context.database();
        var incident = find(database, call.path("incidentId"));
        log(database, call, Action.READ, incident.id());
        var view = view(database, incident);
        var concerned =
                view.categories().stream().map(Incident.Concerned::category).toList();
        return Answer.ok(new IncidentView.Detailed(
                view, reports.of(database, incident.id()), notices.draft(incident, concerned)));
    }

    private Answer listPeople(Call call) {
        var paging = Paging.of(call);
        var incident = find(context.database(), call.path("incidentId"));
        log(context.database(), call, Action.READ, incident.id());
        var page = people.people(context.database(), incident.id(), paging.after(), paging.limit() + 1);
        return paging.answer(
                page,
                Incident.Person::memberId,
                context.port(ListApprovals.class).present(call, "incident-people", incident.id(), EVERYBODY));
    }

    private Answer report(Call call, Tx tx) {
        var incident = incidents.locked(tx, call.path("incidentId")).orElseThrow(() -> Problem.notFound("incident"));
        log(tx, call, Action.WRITE, incident.id());
        return Answer.created(reports.make(call, tx, incident));
    }

    private void log(Sql sql, Call call, Action action, @Nullable String incident) {
        var access = new Access(
                call.principal(),
                EVERYBODY,
                action,
                incident == null ? Access.Resource.of("incident") : Incident.resource(incident),
                "incident",
                LegalBasis.STATUTORY,
                call.traceId());
        var entry = AuditEntry.allowed(access, call.operation());
        if (sql instanceof Tx tx) {
            context.port(AuditAppender.class).append(tx, entry);
        } else {
            context.port(AuditAppender.class).record(entry);
        }
    }
}
