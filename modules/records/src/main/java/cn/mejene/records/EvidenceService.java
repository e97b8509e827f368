package cn.mejene.records;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Hands out self-contained evidence: the statement with what verifies it, and nothing that needs the platform. */
final class EvidenceService {
    private static final String FORMAT = "mejene-evidence/1";

    private final ModuleContext context;
    private final Subjects subjects;
    private final ConfirmationRepository repository = new ConfirmationRepository();

    /**
     * @param statement {@code text} once more, to be read
     * @param salt base 64
     * @param text what the log committed to, byte by byte
     * @param proof C2SP tlog-proof with the signed checkpoint
     * @param signature signature line of the log's key under the leaf
     * @param key verifier key of the log
     */
    record Bundle(
            String format,
            String id,
            JsonNode statement,
            String text,
            String salt,
            String proof,
            String signature,
            String key) {}

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
                .value(found.evidencePlace(), decision.evidence(), Confirmation.Evidence.class);
        var proof = context.port(EvidenceLog.class).proof(id).orElseThrow(() -> Problem.conflict(
                        "not-sequenced", "It is not yet in the signed tree.")
                .header("Retry-After", "2"));
        return Answer.ok(new Bundle(
                FORMAT,
                id,
                Json.read(evidence.text().getBytes(StandardCharsets.UTF_8), JsonNode.class),
                evidence.text(),
                evidence.salt(),
                proof.proof(),
                proof.signature(),
                proof.key()));
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
