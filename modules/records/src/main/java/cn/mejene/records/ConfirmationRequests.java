package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Opened;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets a clinic ask a member to confirm one of the records that it brought, and shows the member what is asked. */
final class ConfirmationRequests {
    private final ModuleContext context;
    private final RecordRepository records;
    private final ConfirmationRepository repository = new ConfirmationRepository();
    private final CorrectionRepository corrections = new CorrectionRepository();
    private final Subjects subjects;

    private record Request(String stage, String statement) {
        @Override
        public String toString() {
            return "Request[" + stage + "]";
        }
    }

    private record Asked(String id) {}

    private record Plan(String evidenceId, String memberId) {}

    private record PlanConfirmed(boolean confirmed) {}

    /** What the member sees. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String id,
            String recordId,
            String sha256,
            String clinicId,
            String stage,
            String statement,
            Instant createdAt,
            @Nullable String decision,
            @Nullable Instant decidedAt,
            @Nullable String evidenceId) {}

    ConfirmationRequests(ModuleContext context, RecordRepository records) {
        this.context = context;
        this.records = records;
        this.subjects = new Subjects(context);
    }

    /**
     * For other modules: whether this is evidence that the member has confirmed a plan of hers, which is still there as
     * she saw it, and which she has not declined since.
     */
    Answer planConfirmed(Call call) {
        var plan = call.body(Plan.class);
        var confirmed = repository
                .findByEvidence(context.database(), plan.evidenceId())
                .filter(known -> known.memberId().equals(plan.memberId()) && known.isConfirmedPlan())
                .filter(known -> isThere(known) && !repository.isDeclinedSince(context.database(), known))
                .isPresent();
        return Answer.ok(new PlanConfirmed(confirmed));
    }

    private boolean isThere(Confirmation plan) {
        return records.find(context.database(), plan.recordId())
                .filter(record -> plan.isOf(record) && !corrections.isCorrected(context.database(), record.id()))
                .isPresent();
    }

    /** Needs what an upload for the member needs; the record is one of the clinic's own. */
    Answer ask(Call call, Tx tx) {
        var request = call.body(Request.class);
        var clinic = Objects.requireNonNull(call.principal().clinicId());
        var record = records.find(tx, call.path("recordId")).orElseThrow(() -> Problem.notFound("record"));
        var access = new Access(
                call.principal(),
                record.memberId(),
                Action.WRITE,
                record.resource(),
                "treatment",
                LegalBasis.CONSENT,
                call.traceId());
        if (!clinic.equals(record.clinicId())) {
            throw subjects.hidden(access, call.operation(), "record");
        }
        subjects.refusedIsLogged(
                access, call.operation(), () -> context.port(Authorizer.class).requireLocked(access, tx));
        if (record.isQuarantined()) {
            throw RecordService.quarantined();
        }
        if (corrections.isCorrected(tx, record.id())) {
            throw Problem.conflict("record-changed", "The record has been corrected; ask for the corrected version.");
        }
        var asked = asked(call, record, request);
        repository.insert(tx, asked);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation(), record.sha256()));
        var data = Map.of("requestId", asked.id(), "recordId", record.id(), "clinicId", clinic);
        context.outbox().append(tx, Event.of("records.confirmation-requested", record.memberId(), data));
        return Answer.created(new Asked(asked.id()));
    }

    private Confirmation asked(Call call, StoredRecord record, Request request) {
        var id = Ids.make("cnf");
        var place = Confirmation.statementPlace(record.memberId(), id);
        var statement = context.port(KeyRing.class).seal(place, new Confirmation.Statement(request.statement()));
        return new Confirmation(
                id,
                record.id(),
                record.sha256(),
                record.memberId(),
                Objects.requireNonNull(record.clinicId()),
                call.principal().id(),
                request.stage(),
                statement,
                context.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                null);
    }

    /** What the member was asked to confirm, newest first. */
    Answer listOwn(Call call) {
        var paging = Paging.of(call);
        var member = call.principal();
        var access = Access.own(member, Action.READ, Access.Resource.of("confirmation"), call.traceId());
        var opened = context.port(KeyRing.class).open(access, call.operation());
        var page = repository.ofMember(context.database(), member.id(), paging.after(), paging.limit() + 1);
        return paging.answer(page.stream().map(c -> line(opened, c)).toList(), Line::id);
    }

    private static Line line(Opened opened, Confirmation c) {
        var statement = opened.value(c.statementPlace(), c.statement(), Confirmation.Statement.class);
        var decision = c.decision();
        return new Line(
                c.id(),
                c.recordId(),
                c.sha256(),
                c.clinicId(),
                c.stage(),
                statement.text(),
                c.createdAt(),
                decision == null ? null : decision.word(),
                decision == null ? null : decision.at(),
                decision == null ? null : decision.evidenceId());
    }
}
