package cn.mejene.support;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as it is shown: to its member as it is, to staff masked.
 *
 * @param memberId for staff only, as are {@code osVersion} and {@code client}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TicketView(
        String id,
        String kind,
        String status,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String memberId,
        @Nullable String osVersion,
        @Nullable String client,
        List<Entry> messages) {

    /** A ticket without what was written. */
    record Line(String id, String kind, String status, Instant createdAt, Instant updatedAt) {
        static Line of(Ticket ticket) {
            return new Line(
                    ticket.ticketId(), ticket.kind(), ticket.status().word(), ticket.createdAt(), ticket.updatedAt());
        }
    }

    /** One message, opened. */
    record Entry(String id, String author, String text, Instant at) {
        static Entry of(Message message, String text) {
            return new Entry(message.messageId(), message.author(), text, message.at());
        }

        Entry masked() {
            return new Entry(id, author, Masking.text(text), at);
        }

        /** Does not show what was written. */
        @Override
        public String toString() {
            return "Entry[" + id + "]";
        }
    }

    static TicketView of(Ticket ticket, List<Entry> messages) {
        return new TicketView(
                ticket.ticketId(),
                ticket.kind(),
                ticket.status().word(),
                ticket.createdAt(),
                ticket.updatedAt(),
                null,
                null,
                null,
                messages);
    }

    static TicketView masked(Ticket ticket, List<Entry> messages, Origin origin) {
        return new TicketView(
                ticket.ticketId(),
                ticket.kind(),
                ticket.status().word(),
                ticket.createdAt(),
                ticket.updatedAt(),
                ticket.memberId(),
                origin.osVersion(),
                Masking.address(origin.client()),
                messages.stream().map(Entry::masked).toList());
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "TicketView[" + id + "]";
    }
}
