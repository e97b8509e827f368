package cn.mejene.notifications.delivery;

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
import org.jspecify.annotations.Nullable;

/**
 * Shows staff the messages that ought to have left and did not, and sends them again. It shows no address, no text and
 * nobody's id. Stateless.
 */
public final class DeadLetters {
    private final DeliveryRepository deliveries = new DeliveryRepository();
    private final ModuleContext context;

    /**
     * A message that did not leave.
     *
     * @param reason the provider's code, or {@code interrupted} when it may have left before its node died
     */
    record DeadLetter(
            String id,
            String kind,
            String channel,
            @Nullable String provider,
            @Nullable String reason,
            int attempts,
            Instant createdAt) {}

    private record Replayed(String id, String state) {}

    public DeadLetters(ModuleContext context) {
        this.context = context;
    }

    /** One page, newest first. */
    public Answer list(Call call) {
        var paging = Paging.of(call);
        return paging.answer(deliveries.dead(context.database(), paging), DeadLetter::id);
    }

    /** Queues it anew, under a new key and with all tries before it; what stops messages may still stop it. */
    public Answer replay(Call call, Tx tx) {
        var id = call.path("id");
        var member =
                deliveries.replay(tx, id, context.clock().instant()).orElseThrow(() -> Problem.notFound("dead letter"));
        var access = new Access(
                call.principal(),
                member,
                Action.WRITE,
                Resource.of("message", id),
                "service-notice",
                LegalBasis.CONTRACT,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.accepted(new Replayed(id, "queued"));
    }
}
