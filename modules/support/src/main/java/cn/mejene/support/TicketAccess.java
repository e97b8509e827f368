package cn.mejene.support;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;

/** What a call means to the door and the log: a member's own access, or staff's for customer service. Stateless. */
final class TicketAccess {
    private static final String PURPOSE = "customer-service";

    private final ModuleContext context;

    TicketAccess(ModuleContext context) {
        this.context = context;
    }

    /**
     * The access of somebody who opens a ticket.
     *
     * @throws Problem 422 {@code purpose-missing} when staff do not say what for
     */
    Access reading(Call call, Ticket ticket) {
        if (call.principal().isMember()) {
            return access(call, ticket, Action.READ, PURPOSE);
        }
        var purpose = call.header("mejene-purpose")
                .orElseThrow(() -> Problem.of(422, "purpose-missing", "Say what for in the Mejene-Purpose header.")
                        .with("header", "Mejene-Purpose"));
        return access(call, ticket, Action.READ, purpose);
    }

    /** Before staff read a list of everybody's tickets; durable by itself. */
    void lists(Call call) {
        var access = new Access(
                call.principal(),
                "platform",
                Action.READ,
                Resource.of("ticket"),
                PURPOSE,
                LegalBasis.CONTRACT,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
    }

    /** Another member's ticket, which looks as if it were not there. */
    Problem hidden(Call call, Ticket ticket) {
        var access = access(call, ticket, Action.READ, PURPOSE);
        return context.port(AuditAppender.class).hidden(access, call.operation(), "ticket");
    }

    /** Refuses those who may not write to the ticket, and notes it; before the transaction takes a connection. */
    void requireWriting(Call call, Ticket ticket) {
        var access = access(call, ticket, Action.WRITE, PURPOSE);
        try {
            context.port(Authorizer.class).require(access, context.database());
        } catch (Problem refusal) {
            context.port(AuditAppender.class).record(AuditEntry.refused(access, call.operation(), refusal.code()));
            throw refusal;
        }
    }

    void note(Call call, Tx tx, Ticket ticket, Action action) {
        var access = access(call, ticket, action, PURPOSE);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    private static Access access(Call call, Ticket ticket, Action action, String purpose) {
        var resource = Resource.of("ticket", ticket.ticketId());
        return call.principal().isMember()
                ? Access.own(call.principal(), action, resource, call.traceId())
                : new Access(
                        call.principal(),
                        ticket.memberId(),
                        action,
                        resource,
                        purpose,
                        LegalBasis.CONTRACT,
                        call.traceId());
    }
}
