package cn.mejene.membership.order;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.membership.order.Order.Line;
import cn.mejene.membership.order.Order.Status;
import cn.mejene.membership.order.Order.Step;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Orders in PostgreSQL, whose trigger keeps them from going back. Stateless. */
final class OrderRepository {
    private static final String COLUMNS =
            "order_id, member_id, status, physical, total, currency, ship_to, plan_evidence, created_at";

    void insert(Tx tx, Order order, List<Line> lines) {
        var shipTo = order.shipTo();
        tx.update(
                """
                INSERT INTO membership.orders
                       (order_id, member_id, physical, total, currency, ship_to, plan_evidence, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
                """,
                order.orderId(),
                order.memberId(),
                order.physical(),
                order.total(),
                order.currency(),
                shipTo == null ? null : Buffer.buffer(shipTo),
                order.planEvidence(),
                utc(order.createdAt()));
        for (var line : lines) {
            tx.update("""
                INSERT INTO membership.order_item (order_id, line, sku, version, quantity, price)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, order.orderId(), line.line(), line.sku(), line.version(), line.quantity(), line.price());
        }
    }

    /** Answers false, and changes nothing, when the order is in another state than expected. */
    boolean advance(Tx tx, String orderId, Status from, Status to, Instant at) {
        return tx.update(
                        "UPDATE membership.orders SET status = $3, updated_at = $4 WHERE order_id = $1 AND status = $2",
                        orderId,
                        from.word(),
                        to.word(),
                        utc(at))
                == 1;
    }

    /** Answers false, and changes nothing, unless the order waits for exactly this money. */
    boolean pay(Tx tx, String orderId, String paymentId, long amount, Instant at) {
        return tx.update("""
            UPDATE membership.orders SET status = 'paid', payment_id = $2, updated_at = $4
             WHERE order_id = $1 AND status = 'awaiting-payment' AND total = $3
            """, orderId, paymentId, amount, utc(at)) == 1;
    }

    Optional<Order> find(Sql sql, String orderId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM membership.orders WHERE order_id = $1", OrderRepository::order, orderId);
    }

    /** The order with its row locked until the transaction ends. */
    Optional<Order> findLocked(Tx tx, String orderId) {
        return tx.find(
                "SELECT " + COLUMNS + " FROM membership.orders WHERE order_id = $1 FOR UPDATE",
                OrderRepository::order,
                orderId);
    }

    List<Order> ofMember(Sql sql, String memberId, Paging paging) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM membership.orders WHERE member_id = $1 AND ($2 = '' OR order_id < $2)"
                        + " ORDER BY order_id DESC LIMIT $3",
                OrderRepository::order,
                memberId,
                paging.after(),
                paging.limit() + 1);
    }

    /** Orders that have been in a state since before a moment. */
    List<Order> since(Sql sql, Status status, boolean physical, Instant before, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM membership.orders"
                        + " WHERE status = $1 AND physical = $2 AND updated_at <= $3 ORDER BY updated_at LIMIT $4",
                OrderRepository::order,
                status.word(),
                physical,
                utc(before),
                limit);
    }

    /** Orders that ended before a moment and still say where they went. */
    List<Order> addressed(Sql sql, Instant before, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM membership.orders"
                        + " WHERE ship_to IS NOT NULL AND updated_at <= $1"
                        + " AND status IN ('completed', 'cancelled', 'refunded') ORDER BY updated_at LIMIT $2",
                OrderRepository::order,
                utc(before),
                limit);
    }

    void forgetAddress(Tx tx, String orderId, Instant at) {
        tx.update(
                "UPDATE membership.orders SET ship_to = NULL, address_forgotten_at = $2 WHERE order_id = $1",
                orderId,
                utc(at));
    }

    /** How many orders of a member are under way. */
    int open(Sql sql, String memberId) {
        return sql.one("""
            SELECT count(*)::int AS open FROM membership.orders
             WHERE member_id = $1 AND status NOT IN ('completed', 'cancelled', 'refunded')
            """, row -> row.getInteger("open"), memberId);
    }

    List<Line> lines(Sql sql, String orderId) {
        return sql.list(
                """
                SELECT line, sku, version, quantity, price FROM membership.order_item WHERE order_id = $1 ORDER BY line
                """,
                row -> new Line(
                        row.getInteger("line"),
                        row.getString("sku"),
                        row.getInteger("version"),
                        row.getInteger("quantity"),
                        row.getLong("price")),
                orderId);
    }

    List<Step> steps(Sql sql, String orderId) {
        return sql.list(
                "SELECT status, at FROM membership.order_step WHERE order_id = $1 ORDER BY at, status",
                row -> new Step(
                        Status.of(row.getString("status")),
                        row.getOffsetDateTime("at").toInstant()),
                orderId);
    }

    private static Order order(Row row) {
        var shipTo = row.getBuffer("ship_to");
        return new Order(
                row.getString("order_id"),
                row.getString("member_id"),
                Status.of(row.getString("status")),
                row.getBoolean("physical"),
                row.getLong("total"),
                row.getString("currency"),
                shipTo == null ? null : shipTo.getBytes(),
                row.getString("plan_evidence"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
