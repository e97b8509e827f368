package cn.mejene.consent.disclosure;

import cn.mejene.consent.call.OfficerTrail;
import cn.mejene.consent.inventory.HeldFields;
import cn.mejene.consent.transfer.TransferService;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.outbound.Region;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives members' data to others: sharing, transfer, publication, an authority's demand (policy III). An officer asks, the
 * gate decides, others approve where the law or a child's age wants it, and the package, opened through the one door,
 * holds the fields that were asked for and nothing else. It sends nothing itself. Stateless.
 */
public final class DisclosureService {
    /** The purpose that the door hears. */
    public static final String PURPOSE = "disclosure";

    private static final int BY_LAW = 2;

    private final DisclosureRepository repository = new DisclosureRepository();
    private final DisclosureGate gate;
    private final HeldFields inventory;
    private final TransferService transfers;
    private final OfficerTrail trail;
    private final ModuleContext context;

    private record NewDisclosure(
            DisclosureKind kind,
            String recipient,
            String memberId,
            List<String> fields,
            String basis,
            @Nullable String reference,
            @Nullable String justification,
            @Nullable String jurisdiction,
            @Nullable String prcApproval) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            String id,
            DisclosureKind kind,
            String recipient,
            String memberId,
            List<String> fields,
            String basis,
            @Nullable String reference,
            @Nullable String justification,
            @Nullable String jurisdiction,
            @Nullable String prcApproval,
            int approvals,
            String requestedBy,
            Instant requestedAt,
            List<String> approvers,
            String status) {}

    private record HandOut(
            String disclosureId,
            DisclosureKind kind,
            String recipient,
            String memberId,
            Instant madeAt,
            Map<String, List<@Nullable Object>> fields) {
        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "HandOut[" + disclosureId + "]";
        }
    }

    public DisclosureService(DisclosureGate gate, TransferService transfers, ModuleContext context) {
        this.gate = gate;
        this.inventory = new HeldFields(context);
        this.transfers = transfers;
        this.trail = new OfficerTrail(context);
        this.context = context;
    }

    /** A refusal is in the access log before the officer hears of it. */
    public Answer request(Call call, Tx tx) {
        var disclosure = read(call, tx);
        var access = access(call, disclosure, Action.WRITE);
        try {
            gate.require(disclosure, tx);
            leaveMainland(call, tx, disclosure);
        } catch (Problem refusal) {
            if (refusal.status() == 403) {
                context.port(AuditAppender.class).record(AuditEntry.refused(access, call.operation(), refusal.code()));
            }
            throw refusal;
        }
        repository.insert(tx, disclosure);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.created(view(disclosure, List.of()));
    }

    private Disclosure read(Call call, Tx tx) {
        var request = call.body(NewDisclosure.class);
        var basis = Bases.of(request.basis());
        Bases.requireEvidence(
                basis, Optional.ofNullable(request.reference()), Optional.ofNullable(request.justification()));
        request.fields().forEach(inventory::require);
        requireDemand(request, basis);
        return new Disclosure(
                Ids.make("dis"),
                request.kind(),
                request.recipient(),
                request.memberId(),
                request.fields(),
                basis,
                request.reference(),
                request.justification(),
                request.jurisdiction(),
                request.prcApproval(),
                approvals(tx, request.kind(), basis, request.memberId()),
                call.principal().id(),
                context.clock().instant());
    }

    private static void requireDemand(NewDisclosure request, LegalBasis basis) {
        boolean demanded = request.kind() == DisclosureKind.LAWFUL_DEMAND;
        if (demanded && basis != LegalBasis.STATUTORY) {
            throw Problem.invalid("/basis", "enum", "What an authority demands stands on its legal duty.");
        }
        if (demanded && request.jurisdiction() == null) {
            throw Problem.invalid("/jurisdiction", "required", "Say whose authority demands it.");
        }
    }

    /**
     * Two other people stand for what nobody consented to give to an authority or to everybody, one for what is shared
     * without consent and for a child's data. An emergency waits for nobody; a successor is bound by the announced event.
     */
    private int approvals(Tx tx, DisclosureKind kind, LegalBasis basis, String member) {
        boolean byLaw = kind == DisclosureKind.LAWFUL_DEMAND
                || (kind == DisclosureKind.PUBLICATION && basis != LegalBasis.CONSENT);
        if (byLaw) {
            return BY_LAW;
        }
        boolean isMinor = context.port(MemberStandings.class).of(tx, member) == Standing.MINOR;
        boolean isUnasked =
                kind == DisclosureKind.SHARING && basis != LegalBasis.CONSENT && basis != LegalBasis.EMERGENCY;
        return isMinor || isUnasked ? 1 : 0;
    }

    /** A recipient abroad needs all that a transfer abroad needs, and counts as one. */
    private void leaveMainland(Call call, Tx tx, Disclosure disclosure) {
        if (!disclosure.hasDeclaredRecipient()) {
            return;
        }
        var recipient = gate.recipient(disclosure, tx);
        if (!recipient.isPublic() && !Region.isMainland(recipient.region())) {
            var _ = transfers.allow(
                    call,
                    tx,
                    new TransferService.NewTransfer(disclosure.memberId(), recipient.id(), disclosure.fields()));
        }
    }

    /** By somebody else than who asked; each person counts once. */
    public Answer approve(Call call, Tx tx) {
        var disclosure = find(call);
        var approver = call.principal().id();
        if (disclosure.requestedBy().equals(approver)) {
            throw Problem.forbidden("Who asked for a disclosure does not approve it.");
        }
        if (!repository.approve(tx, disclosure.id(), approver, context.clock().instant())) {
            throw Problem.conflict("approved-already", "This needs the approval of somebody else.");
        }
        trail.wrote(tx, call, disclosure.memberId(), Resource.of(PURPOSE, disclosure.id()));
        return Answer.created(view(disclosure, repository.approvers(tx, disclosure.id())));
    }

    public Answer get(Call call) {
        trail.reads(call, Resource.of(PURPOSE, call.path("id")));
        return Answer.ok(view(find(call)));
    }

    public Answer list(Call call) {
        var paging = Paging.of(call);
        trail.reads(call, Resource.of(PURPOSE));
        var page = repository.list(context.database(), paging).stream()
                .map(this::view)
                .toList();
        return paging.answer(page, View::id);
    }

    /** Opened anew each time, decided anew each time; the first time the member is told where she must be. */
    public Answer open(Call call) {
        var disclosure = find(call);
        var opened = context.port(KeyRing.class).open(access(call, disclosure, Action.READ), call.operation());
        var now = context.clock().instant();
        var made = new HandOut(
                disclosure.id(),
                disclosure.kind(),
                disclosure.recipient(),
                disclosure.memberId(),
                now,
                inventory.of(disclosure.memberId(), disclosure.fields(), opened));
        context.database().run(tx -> {
            if (repository.handedOut(tx, disclosure.id(), now) && mustBeTold(disclosure)) {
                tell(tx, disclosure);
            }
        });
        return Answer.ok(made);
    }

    /** What was done without her consent, unless an authority demanded it (PIPL 18). */
    private static boolean mustBeTold(Disclosure disclosure) {
        return disclosure.basis() != LegalBasis.CONSENT && disclosure.hasDeclaredRecipient();
    }

    private void tell(Tx tx, Disclosure disclosure) {
        context.outbox()
                .append(
                        tx,
                        Event.of(
                                "consent.data-disclosed",
                                disclosure.memberId(),
                                Map.of(
                                        "disclosureId",
                                        disclosure.id(),
                                        "basis",
                                        disclosure.basis().word())));
    }

    private Disclosure find(Call call) {
        return repository.find(context.database(), call.path("id")).orElseThrow(() -> Problem.notFound("disclosure"));
    }

    private View view(Disclosure disclosure) {
        return view(disclosure, repository.approvers(context.database(), disclosure.id()));
    }

    private static View view(Disclosure disclosure, List<String> approvers) {
        return new View(
                disclosure.id(),
                disclosure.kind(),
                disclosure.recipient(),
                disclosure.memberId(),
                disclosure.fields(),
                disclosure.basis().word(),
                disclosure.reference(),
                disclosure.justification(),
                disclosure.jurisdiction(),
                disclosure.prcApproval(),
                disclosure.approvals(),
                disclosure.requestedBy(),
                disclosure.requestedAt(),
                approvers,
                approvers.size() < disclosure.approvals() ? "pending" : "approved");
    }

    private static Access access(Call call, Disclosure disclosure, Action action) {
        return new Access(
                call.principal(),
                disclosure.memberId(),
                action,
                Resource.of(PURPOSE, disclosure.id()),
                PURPOSE,
                disclosure.basis(),
                call.traceId());
    }
}
