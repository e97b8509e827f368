package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a clinic sees what it is asked to correct, and answers: with another record, uploaded like any, which becomes
 * the corrected version, or with a refusal and its reason. The version before stays readable (policy V(A)2).
 */
final class CorrectionAnswers {
    private final ModuleContext context;
    private final RecordRepository records;
    private final Subjects subjects;
    private final CorrectionRepository repository = new CorrectionRepository();

    private record Request(
            @Nullable String recordId,
            @Nullable String reasonCode,
            @Nullable String reason) {
        @Override
        public String toString() {
            return "Request[" + recordId + "]";
        }

        boolean isCorrection() {
            if ((recordId == null) == (reasonCode == null) || (reasonCode == null) != (reason == null)) {
                throw Problem.invalid("", "oneOf", "Either a corrected record, or a reason with its code.");
            }
            return recordId != null;
        }
    }

    /** What a clinic sees without opening anything. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(
            String id,
            String recordId,
            String status,
            Instant requestedAt,
            @Nullable Instant answeredAt) {}

    CorrectionAnswers(ModuleContext context, RecordRepository records) {
        this.context = context;
        this.records = records;
        this.subjects = new Subjects(context);
    }

    /** What the clinic was asked, newest first. */
    Answer list(Call call) {
        var paging = Paging.of(call);
        subjects.clinicLists(call, "correction");
        var page = repository.ofClinic(context.database(), clinic(call), paging.after(), paging.limit() + 1);
        return paging.answer(page.stream().map(CorrectionAnswers::line).toList(), Line::id);
    }

    private static Line line(Correction c) {
        var answer = c.answer();
        return new Line(c.id(), c.recordId(), c.status(), c.requestedAt(), answer == null ? null : answer.at());
    }

    /** What is to be corrected: opened like the record itself, so only as long as the member's grant lets it. */
    Answer get(Call call) {
        var asked = find(context.database(), call);
        var access = reading(call, asked, Subjects.purpose(call));
        if (!asked.clinicId().equals(clinic(call))) {
            throw subjects.hidden(access, call.operation(), "correction");
        }
        var opened = context.port(KeyRing.class).open(access, call.operation());
        return Answer.ok(CorrectionRequests.Line.of(asked, opened));
    }

    private Correction find(Sql sql, Call call) {
        return repository.find(sql, call.path("correctionId")).orElseThrow(() -> Problem.notFound("correction"));
    }

    private static Access reading(Call call, Correction asked, String purpose) {
        return new Access(
                call.principal(),
                asked.memberId(),
                Action.READ,
                asked.about(),
                purpose,
                LegalBasis.CONSENT,
                call.traceId());
    }

    private static Access writing(Call call, Correction asked) {
        return new Access(
                call.principal(),
                asked.memberId(),
                Action.WRITE,
                asked.resource(),
                "member-request",
                LegalBasis.OWN_REQUEST,
                call.traceId());
    }

    private static String clinic(Call call) {
        return Objects.requireNonNull(call.principal().clinicId());
    }

    /** Opens nothing, so it needs no grant: a clinic owes its answer also when it may not look any more. */
    Answer answer(Call call, Tx tx) {
        var request = call.body(Request.class);
        boolean corrects = request.isCorrection();
        var asked = find(tx, call);
        if (!asked.clinicId().equals(clinic(call))) {
            throw subjects.hidden(writing(call, asked), call.operation(), "correction");
        }
        if (corrects) {
            requireVersion(tx, asked, Objects.requireNonNull(request.recordId()));
        }
        var reason = request.reason();
        var sealed = reason == null
                ? null
                : context.port(KeyRing.class).seal(asked.reasonPlace(), new Correction.Words(reason));
        var answered = new Correction.Answered(
                request.recordId(),
                request.reasonCode(),
                sealed,
                call.principal().id(),
                context.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        if (!repository.answer(tx, asked.id(), answered)) {
            if (sealed != null) {
                context.port(KeyRing.class).destroy(sealed);
            }
            throw Problem.conflict("already-answered", "This request was answered before.");
        }
        told(call, tx, asked, corrects ? "corrected" : "refused");
        return Answer.ok(Map.of("id", asked.id(), "status", corrects ? "corrected" : "refused"));
    }

    /** The same member's, clinic's and kind of record, brought after the request, and no other record's version. */
    private void requireVersion(Tx tx, Correction asked, String recordId) {
        var before = records.find(tx, asked.recordId()).orElseThrow(() -> Problem.notFound("record"));
        var isVersion = records.find(tx, recordId)
                .filter(record -> record.memberId().equals(asked.memberId())
                        && asked.clinicId().equals(record.clinicId())
                        && record.kind() == before.kind()
                        && !record.isQuarantined()
                        && record.createdAt().isAfter(asked.requestedAt())
                        && !repository.isVersion(tx, recordId))
                .isPresent();
        if (!isVersion) {
            throw Problem.of(
                    422,
                    "not-a-correction",
                    "A corrected version is of the same kind, for the same member, and newer.");
        }
    }

    private void told(Call call, Tx tx, Correction asked, String outcome) {
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(writing(call, asked), call.operation()));
        var data = Map.of(
                "correctionId", asked.id(),
                "recordId", asked.recordId(),
                "clinicId", asked.clinicId(),
                "outcome", outcome);
        context.outbox().append(tx, Event.of("records.correction-answered", asked.memberId(), data));
    }
}
