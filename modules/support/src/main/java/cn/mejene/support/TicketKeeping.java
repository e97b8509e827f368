package cn.mejene.support;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.job.Job;
import cn.mejene.support.Ticket.Status;

/** Ends tickets without anybody's call: by time, and with their member. Stateless. */
final class TicketKeeping {
    private static final int BATCH = 200;

    private final TicketRepository tickets = new TicketRepository();
    private final ModuleContext context;
    private final SupportConfig config;
    private final TicketEvents events;

    TicketKeeping(ModuleContext context, SupportConfig config) {
        this.context = context;
        this.config = config;
        this.events = new TicketEvents(context);
    }

    /** Closes what was answered and not written to since. */
    void close(Job.Run run) {
        int closed;
        do {
            closed = context.database().transaction(tx -> {
                run.fence().check(tx);
                var silent = tickets.answeredBefore(tx, run.due().minus(config.closeAfter()), BATCH);
                for (var ticket : silent) {
                    tickets.move(tx, ticket.in(Status.CLOSED, run.due()));
                    events.tell(tx, ticket, "closed");
                }
                return silent.size();
            });
        } while (closed == BATCH);
    }

    /** Forgets every conversation of a member who is no more. */
    void erased(Event event, Tx tx) {
        tickets.erase(tx, event.key());
    }
}
