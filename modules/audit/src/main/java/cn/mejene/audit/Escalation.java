package cn.mejene.audit;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import java.util.Map;

/** Tells those who run the platform, by mail, that something is overdue; what it is they see where they sign in. */
public final class Escalation {
    /** Whom such an event is about; no member has this id. */
    private static final String OPERATOR = "operator";

    private Escalation() {}

    /** One event for all that a look has found, in its transaction; none when it has found nothing. */
    public static void tell(ModuleContext context, Tx tx, int found) {
        if (found > 0) {
            context.outbox().append(tx, Event.of("audit.duty-escalated", OPERATOR, Map.of()));
        }
    }
}
