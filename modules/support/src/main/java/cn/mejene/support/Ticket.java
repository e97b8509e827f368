package cn.mejene.support;

import java.time.Instant;
import java.util.Locale;

/**
 * One ticket as it stands in the database.
 *
 * @param origin sealed {@link Origin}
 */
@SuppressWarnings("ArrayRecordComponent")
record Ticket(
        String ticketId,
        String memberId,
        String kind,
        Status status,
        byte[] origin,
        Instant createdAt,
        Instant updatedAt) {

    /** Whom a ticket waits for. */
    enum Status {
        /** For staff. */
        OPEN,
        /** For the member. */
        ANSWERED,
        /** For nobody, ever again. */
        CLOSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    boolean isClosed() {
        return status == Status.CLOSED;
    }

    Ticket in(Status next, Instant at) {
        return new Ticket(ticketId, memberId, kind, next, origin, createdAt, at);
    }
}
