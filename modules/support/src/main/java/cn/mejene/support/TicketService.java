package cn.mejene.support;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.support.Message.Text;
import cn.mejene.support.Ticket.Status;
import cn.mejene.support.TicketRepository.Filter;
import cn.mejene.vault.KeyRing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conversations between members and support staff (policy I(A)6): members write and read their own, staff see every
 * ticket's state, open one at a time and see it masked. Stateless.
 */
final class TicketService {
    private final TicketRepository tickets = new TicketRepository();
    private final ModuleContext context;
    private final TicketAccess door;
    private final TicketEvents events;

    private record NewTicket(
            String kind, String text, @Nullable String osVersion) {
        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "NewTicket[" + kind + "]";
        }
    }

    private record NewMessage(String text) {
        /** Does not show it. */
        @Override
        public String toString() {
            return "NewMessage[***]";
        }
    }

    private record Member(String memberId) {}

    private record Open(int open) {}

    TicketService(ModuleContext context) {
        this.context = context;
        this.door = new TicketAccess(context);
        this.events = new TicketEvents(context);
    }

    Answer open(Call call, Tx tx) {
        var wanted = call.body(NewTicket.class);
        if (wanted.osVersion() == null) {
            throw Problem.of(
                    400, "cs-info-required", "Customer service needs the version of the device's operating system.");
        }
        var member = call.principal().id();
        var id = Ids.make("tkt");
        var now = context.clock().instant();
        var origin = keys().seal(Origin.place(member, id), new Origin(call.client(), wanted.osVersion()));
        var ticket = new Ticket(id, member, wanted.kind(), Status.OPEN, origin, now, now);
        var message = message(call, ticket, wanted.text());
        tickets.insert(tx, ticket);
        tickets.insert(tx, message);
        door.note(call, tx, ticket, Action.WRITE);
        events.tell(tx, ticket, "opened");
        return Answer.created(TicketView.of(ticket, List.of(TicketView.Entry.of(message, wanted.text()))))
                .header("Location", "/v1/support/tickets/" + id);
    }

    /** A page of the member's own tickets, or of everybody's for staff; nothing of them is opened. */
    Answer list(Call call) {
        var paging = Paging.of(call);
        var caller = call.principal();
        if (!caller.isMember()) {
            door.lists(call);
        }
        var filter = new Filter(
                caller.isMember() ? caller.id() : null,
                call.query("status").orElse(null),
                call.query("kind").orElse(null));
        var page = tickets.list(context.database(), filter, paging).stream()
                .map(TicketView.Line::of)
                .toList();
        return paging.answer(page, TicketView.Line::id);
    }

    Answer get(Call call) {
        var ticket =
                visible(call, tickets.find(context.database(), call.path("id")).orElse(null));
        var access = door.reading(call, ticket);
        var messages = tickets.messages(context.database(), ticket.ticketId());
        var opened = keys().open(access, call.operation());
        var entries = messages.stream()
                .map(message -> TicketView.Entry.of(
                        message,
                        opened.value(Text.place(ticket.memberId(), message.messageId()), message.text(), Text.class)
                                .text()))
                .toList();
        if (call.principal().isMember()) {
            return Answer.ok(TicketView.of(ticket, entries));
        }
        var origin = opened.value(Origin.place(ticket.memberId(), ticket.ticketId()), ticket.origin(), Origin.class);
        return Answer.ok(TicketView.masked(ticket, entries, origin));
    }

    /** A further message: the member's waits for staff, staff's for the member. */
    Answer write(Call call, Tx tx) {
        var text = call.body(NewMessage.class).text();
        var seen =
                visible(call, tickets.find(context.database(), call.path("id")).orElse(null));
        door.requireWriting(call, seen);
        var message = message(call, seen, text);
        var ticket = tickets.findLocked(tx, seen.ticketId()).orElseThrow(() -> Problem.notFound("ticket"));
        if (ticket.isClosed()) {
            throw Problem.conflict("ticket-closed", "The ticket is closed; a new one can be opened.");
        }
        var next = message.staffId() == null ? Status.OPEN : Status.ANSWERED;
        tickets.insert(tx, message);
        tickets.move(tx, ticket.in(next, message.at()));
        door.note(call, tx, ticket, Action.WRITE);
        events.tell(tx, ticket, next == Status.OPEN ? "continued" : "answered");
        return Answer.created(TicketView.Entry.of(message, text));
    }

    Answer close(Call call, Tx tx) {
        var seen =
                visible(call, tickets.find(context.database(), call.path("id")).orElse(null));
        door.requireWriting(call, seen);
        var ticket = tickets.findLocked(tx, seen.ticketId()).orElseThrow(() -> Problem.notFound("ticket"));
        if (ticket.isClosed()) {
            return Answer.ok(TicketView.Line.of(ticket));
        }
        var closed = ticket.in(Status.CLOSED, context.clock().instant());
        tickets.move(tx, closed);
        door.note(call, tx, ticket, Action.WRITE);
        events.tell(tx, ticket, "closed");
        return Answer.ok(TicketView.Line.of(closed));
    }

    /** For other modules: how many complaints of a member are unsettled; each is a dispute (policy V(D)3). */
    Answer complaints(Call call) {
        var member = call.body(Member.class).memberId();
        return Answer.ok(new Open(tickets.openComplaints(context.database(), member)));
    }

    private Ticket visible(Call call, @Nullable Ticket ticket) {
        var caller = call.principal();
        if (ticket == null) {
            throw Problem.notFound("ticket");
        }
        if (caller.isMember() && !ticket.memberId().equals(caller.id())) {
            throw door.hidden(call, ticket);
        }
        return ticket;
    }

    private Message message(Call call, Ticket ticket, String text) {
        var caller = call.principal();
        var id = Ids.make("tms");
        var sealed = keys().seal(Text.place(ticket.memberId(), id), new Text(text));
        return new Message(
                id,
                ticket.ticketId(),
                ticket.memberId(),
                caller.isMember() ? null : caller.id(),
                sealed,
                context.clock().instant());
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
