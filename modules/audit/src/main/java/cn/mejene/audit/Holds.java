package cn.mejene.audit;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;
import java.time.Instant;

/**
 * Holds on what the log says of a person, for a dispute or an authority's request: what is held outlives its three years.
 * Placed and released by officers, each act an entry. Virtual threads only.
 */
final class Holds {
    private final ModuleContext context;
    private final HoldRepository repository = new HoldRepository();

    private record NewHold(String memberId, String reference) {}

    private record Placed(String id, String memberId, String reference, Instant placedAt) {}

    Holds(ModuleContext context) {
        this.context = context;
    }

    Answer place(Call call, Tx tx) {
        var request = call.body(NewHold.class);
        var hold = new HoldRepository.Hold(
                Ids.make("hld"),
                context.port(KeyRing.class).pseudonym(request.memberId()),
                context.clock().instant(),
                call.principal().id(),
                request.reference());
        repository.insert(tx, hold);
        log(call, tx, request.memberId(), Action.WRITE, hold.id());
        return Answer.created(new Placed(hold.id(), request.memberId(), request.reference(), hold.placedAt()));
    }

    Answer release(Call call, Tx tx) {
        var id = call.path("holdId");
        if (!repository.delete(tx, id)) {
            throw Problem.notFound("hold");
        }
        log(call, tx, "platform", Action.ERASE, id);
        return Answer.noContent();
    }

    /** Whom a hold was about is in the entry of its placing; a release finds a pseudonym only. */
    private void log(Call call, Tx tx, String subject, Action action, String id) {
        var access = new Access(
                call.principal(),
                subject,
                action,
                Resource.of("hold", id),
                "oversight",
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }
}
