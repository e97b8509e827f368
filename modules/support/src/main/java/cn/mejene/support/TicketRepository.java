package cn.mejene.support;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tickets and their messages in PostgreSQL, whose trigger keeps closed ones closed. Stateless. */
final class TicketRepository {
    private static final String COLUMNS = "ticket_id, member_id, kind, status, origin, created_at, updated_at";

    /**
     * Which tickets a list shows.
     *
     * @param member whose; everybody's when null
     */
    record Filter(
            @Nullable String member,
            @Nullable String status,
            @Nullable String kind) {}

    void insert(Tx tx, Ticket ticket) {
        tx.update(
                """
                INSERT INTO support.ticket (ticket_id, member_id, kind, origin, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $5)
                """,
                ticket.ticketId(),
                ticket.memberId(),
                ticket.kind(),
                Buffer.buffer(ticket.origin()),
                utc(ticket.createdAt()));
    }

    void insert(Tx tx, Message message) {
        tx.update(
                """
                INSERT INTO support.message (message_id, ticket_id, member_id, author, staff_id, text, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                message.messageId(),
                message.ticketId(),
                message.memberId(),
                message.author(),
                message.staffId(),
                Buffer.buffer(message.text()),
                utc(message.at()));
    }

    Optional<Ticket> find(Sql sql, String ticketId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM support.ticket WHERE ticket_id = $1", TicketRepository::ticket, ticketId);
    }

    /** The ticket with its row locked until the transaction ends. */
    Optional<Ticket> findLocked(Tx tx, String ticketId) {
        return tx.find(
                "SELECT " + COLUMNS + " FROM support.ticket WHERE ticket_id = $1 FOR UPDATE",
                TicketRepository::ticket,
                ticketId);
    }

    List<Ticket> list(Sql sql, Filter filter, Paging paging) {
        return sql.list(
                "SELECT " + COLUMNS
                        + " FROM support.ticket WHERE ($1::text IS NULL OR member_id = $1) AND ($2::text IS NULL OR status = $2)"
                        + " AND ($3::text IS NULL OR kind = $3) AND ($4 = '' OR ticket_id < $4)"
                        + " ORDER BY ticket_id DESC LIMIT $5",
                TicketRepository::ticket,
                filter.member(),
                filter.status(),
                filter.kind(),
                paging.after(),
                paging.limit() + 1);
    }

    /** The conversation, in its order. */
    List<Message> messages(Sql sql, String ticketId) {
        return sql.list(
                """
                SELECT message_id, ticket_id, member_id, staff_id, text, at FROM support.message
                 WHERE ticket_id = $1 ORDER BY at, message_id
                """,
                row -> new Message(
                        row.getString("message_id"),
                        row.getString("ticket_id"),
                        row.getString("member_id"),
                        row.getString("staff_id"),
                        row.getBuffer("text").getBytes(),
                        row.getOffsetDateTime("at").toInstant()),
                ticketId);
    }

    /** Notes whom the ticket waits for now; the database refuses it of a closed one. */
    void move(Tx tx, Ticket ticket) {
        tx.update(
                "UPDATE support.ticket SET status = $2, updated_at = $3 WHERE ticket_id = $1",
                ticket.ticketId(),
                ticket.status().word(),
                utc(ticket.updatedAt()));
    }

    /** Answered tickets that nobody has written to since, locked; some of them when there are many. */
    List<Ticket> answeredBefore(Tx tx, Instant before, int limit) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM support.ticket WHERE status = 'answered' AND updated_at <= $1"
                        + " ORDER BY updated_at LIMIT $2 FOR UPDATE",
                TicketRepository::ticket,
                utc(before),
                limit);
    }

    int openComplaints(Sql sql, String memberId) {
        return sql.one("""
                SELECT count(*)::int AS open FROM support.ticket
                 WHERE member_id = $1 AND kind = 'complaint' AND status <> 'closed'
                """, row -> row.getInteger("open"), memberId);
    }

    /** Removes all that this module holds about one member. */
    void erase(Tx tx, String memberId) {
        tx.update("DELETE FROM support.ticket WHERE member_id = $1", memberId);
    }

    private static Ticket ticket(Row row) {
        return new Ticket(
                row.getString("ticket_id"),
                row.getString("member_id"),
                row.getString("kind"),
                Ticket.Status.of(row.getString("status")),
                row.getBuffer("origin").getBytes(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
