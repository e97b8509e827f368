package cn.mejene.records;

import cn.mejene.kernel.Ids;
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
import cn.mejene.vault.Opened;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets a member ask for the correction of a record that a clinic brought, and see what became of it (policy V(A)2). What
 * a clinic has stated stays as it is: only the clinic replaces it ({@link CorrectionAnswers}).
 */
final class CorrectionRequests {
    private final ModuleContext context;
    private final RecordRepository records;
    private final Subjects subjects;
    private final CorrectionRepository repository = new CorrectionRepository();

    private record Request(String text) {
        @Override
        public String toString() {
            return "Request[***]";
        }
    }

    /** What the member sees. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String id,
            String recordId,
            String clinicId,
            String status,
            String text,
            Instant requestedAt,
            @Nullable String correctedRecordId,
            @Nullable String reasonCode,
            @Nullable String reason,
            @Nullable Instant answeredAt) {

        static Line of(Correction c, Opened opened) {
            var answer = c.answer();
            var reason = answer == null ? null : answer.reason();
            return new Line(
                    c.id(),
                    c.recordId(),
                    c.clinicId(),
                    c.status(),
                    opened.value(c.requestPlace(), c.request(), Correction.Words.class)
                            .text(),
                    c.requestedAt(),
                    answer == null ? null : answer.recordId(),
                    answer == null ? null : answer.reasonCode(),
                    reason == null
                            ? null
                            : opened.value(c.reasonPlace(), reason, Correction.Words.class)
                                    .text(),
                    answer == null ? null : answer.at());
        }
    }

    CorrectionRequests(ModuleContext context, RecordRepository records) {
        this.context = context;
        this.records = records;
        this.subjects = new Subjects(context);
    }

    /** One open request per record; her own uploads she replaces herself. */
    Answer ask(Call call, Tx tx) {
        var member = call.principal();
        var record = own(tx, call, Action.WRITE);
        var clinic = record.clinicId();
        if (clinic == null) {
            throw Problem.conflict("own-upload", "You uploaded this record yourself: erase it and upload it anew.");
        }
        var id = Ids.make("cor");
        var words = new Correction.Words(call.body(Request.class).text());
        var sealed = context.port(KeyRing.class).seal(Correction.requestPlace(member.id(), id), words);
        var now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var asked = new Correction(id, record.id(), member.id(), clinic, sealed, now, null);
        if (!repository.insert(tx, asked)) {
            context.port(KeyRing.class).destroy(sealed);
            throw Problem.conflict("correction-pending", "The clinic has not answered the last request yet.");
        }
        var access = Access.own(member, Action.WRITE, asked.resource(), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation(), record.sha256()));
        var data = Map.of("correctionId", id, "recordId", record.id(), "clinicId", clinic);
        context.outbox().append(tx, Event.of("records.correction-requested", member.id(), data));
        return Answer.created(Map.of("id", id, "status", asked.status()));
    }

    private StoredRecord own(Sql sql, Call call, Action action) {
        var record = records.find(sql, call.path("recordId")).orElseThrow(() -> Problem.notFound("record"));
        if (!record.memberId().equals(call.principal().id())) {
            var access = new Access(
                    call.principal(),
                    record.memberId(),
                    action,
                    record.resource(),
                    "self",
                    LegalBasis.OWN_REQUEST,
                    call.traceId());
            throw subjects.hidden(access, call.operation(), "record");
        }
        return record;
    }

    /** What the member asked about one of her records, newest first. */
    Answer ofRecord(Call call) {
        var paging = Paging.of(call);
        var record = own(context.database(), call, Action.READ);
        var access = Access.own(call.principal(), Action.READ, record.resource(), call.traceId());
        var opened = context.port(KeyRing.class).open(access, call.operation());
        var page = repository.ofRecord(context.database(), record.id(), paging.after(), paging.limit() + 1);
        return paging.answer(page.stream().map(c -> Line.of(c, opened)).toList(), Line::id);
    }

    /** Removes what was written about a record that is erased with this transaction. */
    void forget(Tx tx, String recordId) {
        var gone = repository.deleteOfRecord(tx, recordId);
        tx.afterCommit(() -> gone.forEach(context.port(KeyRing.class)::destroy));
    }
}
