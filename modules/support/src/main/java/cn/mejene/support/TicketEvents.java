package cn.mejene.support;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import java.util.Map;

/** Tells what happened to a ticket, by its id. Stateless. */
final class TicketEvents {
    private final ModuleContext context;

    TicketEvents(ModuleContext context) {
        this.context = context;
    }

    /** @param what e.g. {@code answered} */
    void tell(Tx tx, Ticket ticket, String what) {
        context.outbox()
                .append(
                        tx,
                        Event.of(
                                "support.ticket-" + what,
                                ticket.memberId(),
                                Map.of("ticketId", ticket.ticketId(), "kind", ticket.kind())));
    }
}
