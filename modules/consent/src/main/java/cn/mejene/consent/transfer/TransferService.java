package cn.mejene.consent.transfer;

import cn.mejene.consent.call.OfficerTrail;
import cn.mejene.consent.decision.ConsentAuthorizer;
import cn.mejene.consent.inventory.HeldFields;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import java.time.Instant;
import java.util.List;

/**
 * Lets personal information leave the mainland only with a valid mechanism that covers recipient and fields, the
 * member's separate consent, and room under the yearly thresholds (policy VII(A)2–4). It sends nothing itself. Stateless.
 */
public final class TransferService {
    private static final String CONSENT = "cross-border";

    private final TransferRepository repository = new TransferRepository();
    private final PeopleCount people;
    private final HeldFields inventory;
    private final ConsentAuthorizer consents;
    private final ModuleContext context;

    private record NewMechanism(
            String kind, String recipient, List<String> fields, Instant validFrom, Instant validUntil) {}

    /** What shall leave, of whom, to whom; whether it is sensitive is what the inventory says. */
    public record NewTransfer(String memberId, String recipient, List<String> fields) {}

    public TransferService(ConsentAuthorizer consents, ModuleContext context) {
        this.people = new PeopleCount(context);
        this.inventory = new HeldFields(context);
        this.consents = consents;
        this.context = context;
    }

    public Answer register(Call call, Tx tx) {
        var request = call.body(NewMechanism.class);
        if (!request.validUntil().isAfter(request.validFrom())) {
            throw Problem.invalid("/validUntil", "order", "A mechanism ends after it begins.");
        }
        request.fields().forEach(inventory::require);
        var mechanism = new Mechanism(
                Ids.make("mec"),
                request.kind(),
                request.recipient(),
                request.fields(),
                request.validFrom(),
                request.validUntil());
        repository.insert(tx, mechanism, call.principal().id());
        log(call, tx, "platform", Resource.of("transfer-mechanism", mechanism.id()), LegalBasis.STATUTORY);
        return Answer.created(mechanism);
    }

    public Answer list(Call call) {
        var paging = Paging.of(call);
        new OfficerTrail(context).reads(call, Resource.of("transfer"));
        return paging.answer(repository.list(context.database(), paging), Transfer::id);
    }

    /** 201 when the information may leave; it is counted and logged in the same transaction. A refusal is logged too. */
    public Answer allow(Call call, Tx tx) {
        var request = call.body(NewTransfer.class);
        try {
            return allow(call, tx, request);
        } catch (Problem refusal) {
            if (refusal.status() == 403) {
                var access = access(call, request.memberId(), Resource.of("transfer"), LegalBasis.CONSENT);
                context.port(AuditAppender.class).record(AuditEntry.refused(access, call.operation(), refusal.code()));
            }
            throw refusal;
        }
    }

    /** For whatever lets information leave in a transaction of its own, which logs refusals itself. */
    public Answer allow(Call call, Tx tx, NewTransfer request) {
        var now = context.clock().instant();
        request.fields().forEach(inventory::require);
        boolean sensitive = request.fields().stream().anyMatch(inventory::isSensitive);
        // Before the transaction takes its connection: while it waits for the year, nobody waits for another
        // connection.
        var person = people.person(request.memberId(), now);
        var usable = usable(tx, request, now);
        consents.requireHandOut(tx, request.memberId(), CONSENT);
        var counting = people.with(tx, person, sensitive);
        var mechanism = usable.stream()
                .filter(one -> one.isAssessment() || !counting.after().needsAssessment())
                .findFirst()
                .orElseThrow(() -> Problem.of(
                        403,
                        "transfer-threshold",
                        "At this volume only a security assessment lets information leave."));
        people.count(tx, counting);
        var transfer = new Transfer(
                Ids.make("trf"),
                request.memberId(),
                request.recipient(),
                request.fields(),
                sensitive,
                mechanism.id(),
                now);
        repository.insert(tx, transfer, call.principal().id());
        log(call, tx, request.memberId(), Resource.of("transfer", transfer.id()), LegalBasis.CONSENT);
        return Answer.created(transfer);
    }

    private List<Mechanism> usable(Tx tx, NewTransfer request, Instant now) {
        var valid = repository.mechanisms(tx, request.recipient()).stream()
                .filter(mechanism -> mechanism.isValid(now))
                .toList();
        if (valid.isEmpty()) {
            throw Problem.of(403, "mechanism-missing", "No valid mechanism lets information leave to this recipient.");
        }
        var covering = valid.stream()
                .filter(mechanism -> mechanism.covers(request.fields()))
                .toList();
        if (covering.isEmpty()) {
            throw Problem.of(403, "mechanism-scope", "The mechanism does not cover these fields.");
        }
        return covering;
    }

    /** Forgets who was counted in the years that are over. */
    public void closeYears(Instant now) {
        people.close(now);
    }

    private void log(Call call, Tx tx, String subject, Resource resource, LegalBasis basis) {
        var entry = AuditEntry.allowed(access(call, subject, resource, basis), call.operation());
        context.port(AuditAppender.class).append(tx, entry);
    }

    private static Access access(Call call, String subject, Resource resource, LegalBasis basis) {
        return new Access(call.principal(), subject, Action.WRITE, resource, CONSENT, basis, call.traceId());
    }
}
