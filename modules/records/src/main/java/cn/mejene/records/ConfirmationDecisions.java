package cn.mejene.records;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Evidence;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.records.EvidenceText.ConsentThen;
import cn.mejene.records.EvidenceText.Step;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes a member's decision, once, with a code to her own number, on exactly the bytes that she was asked about. The
 * decision, its commitment in the log and its event are one transaction.
 */
final class ConfirmationDecisions {
    private static final String PURPOSE = "clinic-records";

    private final ModuleContext context;
    private final Subjects subjects;
    private final RecordRepository records;
    private final ConfirmationRepository repository = new ConfirmationRepository();
    private final CorrectionRepository corrections = new CorrectionRepository();

    private record Request(String decision, String requestId, String code) {
        @Override
        public String toString() {
            return "Request[" + requestId + "]";
        }
    }

    private record Code(String requestId, String code) {
        @Override
        public String toString() {
            return "Code[" + requestId + "]";
        }
    }

    private record Decided(String evidenceId) {}

    /** What the decision was made with. */
    private record Circumstances(String statement, @Nullable JsonNode device, ConsentThen consent) {}

    ConfirmationDecisions(ModuleContext context, RecordRepository records) {
        this.context = context;
        this.subjects = new Subjects(context);
        this.records = records;
    }

    Answer decide(Call call, Tx tx) {
        var request = call.body(Request.class);
        // Before the transaction takes its connection: the code is another module's affair.
        var asked = find(context.database(), call);
        var known = answer(asked, request);
        if (known.isPresent()) {
            return known.get();
        }
        record(context.database(), asked);
        useCode(call, request);
        var circumstances = circumstances(call, asked);
        var again = answer(find(tx, call), request);
        return again.isPresent() ? again.get() : decide(call, tx, asked, request.decision(), circumstances);
    }

    private Confirmation find(Sql sql, Call call) {
        var found =
                repository.find(sql, call.path("confirmationId")).orElseThrow(() -> Problem.notFound("confirmation"));
        if (!found.memberId().equals(call.principal().id())) {
            var access = new Access(
                    call.principal(),
                    found.memberId(),
                    Action.WRITE,
                    found.resource(),
                    "self",
                    LegalBasis.OWN_REQUEST,
                    call.traceId());
            throw subjects.hidden(access, call.operation(), "confirmation");
        }
        return found;
    }

    /** The answer of a decision that was made; the same decision again has the same answer. */
    private static Optional<Answer> answer(Confirmation asked, Request request) {
        var decision = asked.decision();
        if (decision == null) {
            return Optional.empty();
        }
        if (!decision.word().equals(request.decision())) {
            throw Problem.conflict("already-decided", "It was decided the other way.");
        }
        return Optional.of(Answer.created(new Decided(decision.evidenceId())));
    }

    private StoredRecord record(Sql sql, Confirmation asked) {
        return records.find(sql, asked.recordId())
                .filter(record -> asked.isOf(record) && !corrections.isCorrected(sql, record.id()))
                .orElseThrow(() -> Problem.conflict(
                        "record-changed", "The record is not the one that the clinic asked to confirm."));
    }

    /** A code that another try of the same decision has just used up is no fault when that decision was made. */
    private void useCode(Call call, Request request) {
        try {
            var code = new Code(request.requestId(), request.code());
            context.bus().call(call.to("identity.use-step-up-code", code));
        } catch (Problem e) {
            if (e.status() != 401
                    || answer(find(context.database(), call), request).isEmpty()) {
                throw e;
            }
        }
    }

    private Circumstances circumstances(Call call, Confirmation asked) {
        var access = Access.own(call.principal(), Action.READ, asked.resource(), call.traceId());
        var statement = context.port(KeyRing.class)
                .open(access, call.operation())
                .value(asked.statementPlace(), asked.statement(), Confirmation.Statement.class);
        return new Circumstances(statement.text(), device(call), consent(call));
    }

    private @Nullable JsonNode device(Call call) {
        return items(call, "identity.list-devices")
                .filter(line -> line.path("current").asBoolean())
                .map(line -> line.get("device"))
                .filter(device -> device != null && device.isObject())
                .findFirst()
                .orElse(null);
    }

    private ConsentThen consent(Call call) {
        return items(call, "consent.list-consents")
                .filter(line -> line.path("purpose").asText().equals(PURPOSE))
                .map(line -> new ConsentThen(
                        PURPOSE,
                        line.path("status").asText(),
                        text(line, "policyVersion"),
                        text(line, "noticeId"),
                        text(line, "noticeSha256")))
                .findFirst()
                .orElse(new ConsentThen(PURPOSE, "none", null, null, null));
    }

    private static @Nullable String text(JsonNode line, String field) {
        return line.path(field).asText(null);
    }

    private Stream<JsonNode> items(Call call, String operation) {
        var page = context.bus().call(call.to(operation, null)).body(JsonNode.class);
        return StreamSupport.stream(page.path("items").spliterator(), false);
    }

    private Answer decide(Call call, Tx tx, Confirmation asked, String word, Circumstances then) {
        var record = record(tx, asked);
        var now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var id = Ids.make("evd");
        var evidence = Evidence.of(text(call, id, asked, record, word, now, then));
        var sealed = context.port(KeyRing.class).seal(asked.evidencePlace(), evidence);
        if (!repository.decide(tx, asked.id(), new Confirmation.Decision(word, now, id, sealed))) {
            throw Problem.conflict("already-decided", "It was decided by another call just now.");
        }
        evidence.commit(tx, context.port(EvidenceLog.class), id, now);
        var access = Access.own(call.principal(), Action.WRITE, asked.resource(), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation(), asked.sha256()));
        context.outbox()
                .append(
                        tx,
                        Event.of(
                                "records.confirmation-decided",
                                asked.memberId(),
                                Map.of("requestId", asked.id(), "evidenceId", id, "decision", word)));
        return Answer.created(new Decided(id));
    }

    private EvidenceText text(
            Call call,
            String id,
            Confirmation asked,
            StoredRecord record,
            String word,
            Instant now,
            Circumstances then) {
        var member = call.principal();
        return new EvidenceText(
                EvidenceText.FORM,
                id,
                repository.lastEvidence(context.database(), member.id()).orElse(null),
                asked.id(),
                asked.stage(),
                then.statement(),
                word,
                now,
                new EvidenceText.Thing(
                        record.id(), record.kind().word(), record.sha256(), record.size(), asked.clinicId()),
                new EvidenceText.Actor(member.id(), member.sessionId(), "step-up-code"),
                then.device(),
                then.consent(),
                List.of(
                        new Step("record-stored", record.createdAt(), record.uploader()),
                        new Step("confirmation-requested", asked.createdAt(), asked.requester()),
                        new Step(word, now, member.id())));
    }
}
