package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Evidence;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;

/** Hands out self-contained evidence: the statement with what verifies it, and nothing that needs the platform. */
final class EvidenceService {
    private final ModuleContext context;
    private final Subjects subjects;
    private final ConfirmationRepository repository = new ConfirmationRepository();

    EvidenceService(ModuleContext context) {
        this.context = context;
        this.subjects = new Subjects(context);
    }

    /** For the member, and for the clinic that asked as long as it may read her records. */
    Answer get(Call call) {
        var id = call.path("evidenceId");
        var found = repository.findByEvidence(context.database(), id).orElseThrow(() -> Problem.notFound("evidence"));
        if (!isParty(call, found)) {
            throw subjects.hidden(access(call, found), call.operation(), "evidence");
        }
        var decision = found.decision();
        if (decision == null) {
            throw new IllegalStateException("evidence without a decision");
        }
        var evidence = context.port(KeyRing.class)
                .open(access(call, found), call.operation())
                .value(found.evidencePlace(), decision.evidence(), Evidence.class);
        return Answer.ok(evidence.bundle(context.port(EvidenceLog.class), id));
    }

    private static boolean isParty(Call call, Confirmation c) {
        var caller = call.principal();
        return caller.isMember()
                ? c.memberId().equals(caller.id())
                : c.clinicId().equals(caller.clinicId());
    }

    private static Access access(Call call, Confirmation c) {
        var caller = call.principal();
        var purpose = caller.isMember() ? "self" : Subjects.purpose(call);
        var basis = caller.isMember() ? LegalBasis.OWN_REQUEST : LegalBasis.CONSENT;
        return new Access(caller, c.memberId(), Action.READ, c.resource(), purpose, basis, call.traceId());
    }
}
