package cn.mejene.payments;

import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Payments in PostgreSQL. Stateless. */
final class PaymentRepository {
    private static final String COLUMNS =
            "payment_id, order_id, member_id, channel, amount, currency, status, allocated,"
                    + " transaction_id, created_at, expires_at, paid_at, refund_reserved, refunded, checks";

    void insert(Tx tx, Payment payment, Instant checkAt) {
        tx.update(
                """
                INSERT INTO payments.payment
                       (payment_id, order_id, member_id, channel, provider, amount, currency, created_at, expires_at, check_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                payment.paymentId(),
                payment.orderId(),
                payment.memberId(),
                payment.channel().word(),
                payment.provider(),
                payment.amount(),
                payment.currency(),
                utc(payment.createdAt()),
                utc(payment.expiresAt()),
                utc(checkAt));
    }

    /** How many payments of an order may still be paid. */
    int pending(Sql sql, String orderId) {
        return sql.one(
                "SELECT count(*)::int AS pending FROM payments.payment WHERE order_id = $1 AND status = 'pending'",
                row -> row.getInteger("pending"),
                orderId);
    }

    Optional<Payment> find(Sql sql, String paymentId) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM payments.payment WHERE payment_id = $1",
                PaymentRepository::payment,
                paymentId);
    }

    /** The payment with its row locked until the transaction ends. */
    Optional<Payment> findLocked(Tx tx, String paymentId) {
        return tx.find(
                "SELECT " + COLUMNS + " FROM payments.payment WHERE payment_id = $1 FOR UPDATE",
                PaymentRepository::payment,
                paymentId);
    }

    List<Payment> ofMember(Sql sql, String memberId, Paging paging) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM payments.payment WHERE member_id = $1 AND ($2 = '' OR payment_id < $2)"
                        + " ORDER BY payment_id DESC LIMIT $3",
                PaymentRepository::payment,
                memberId,
                paging.after(),
                paging.limit() + 1);
    }

    /** Payments that the provider is to be asked about, the longest due first. */
    List<Payment> due(Sql sql, Instant now, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM payments.payment WHERE check_at <= $1 ORDER BY check_at LIMIT $2",
                PaymentRepository::payment,
                utc(now),
                limit);
    }

    /** Payments of one provider whose money arrived in a span of time, or that it may have arrived for. */
    List<Payment> arrived(Sql sql, String provider, Instant from, Instant until) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM payments.payment"
                        + " WHERE provider = $1 AND paid_at >= $2 AND paid_at < $3 ORDER BY payment_id",
                PaymentRepository::payment,
                provider,
                utc(from),
                utc(until));
    }

    void markPaid(Tx tx, String paymentId, String transactionId, Instant at, boolean allocated) {
        tx.update("""
            UPDATE payments.payment
               SET status = 'paid', transaction_id = $2, paid_at = $3, allocated = $4, check_at = NULL, checks = 0
             WHERE payment_id = $1
            """, paymentId, transactionId, utc(at), allocated);
    }

    void markClosed(Tx tx, String paymentId, Instant at) {
        tx.update("""
            UPDATE payments.payment SET status = 'closed', closed_at = $2, check_at = NULL, checks = 0
             WHERE payment_id = $1
            """, paymentId, utc(at));
    }

    /** Sets a part of the money aside for a refund, or gives it back; the database refuses more than there is. */
    void reserve(Tx tx, String paymentId, long amount) {
        tx.update(
                "UPDATE payments.payment SET refund_reserved = refund_reserved + $2 WHERE payment_id = $1",
                paymentId,
                amount);
    }

    /** Books what has gone back and was reserved. */
    void markRefunded(Tx tx, String paymentId, long amount) {
        tx.update("""
            UPDATE payments.payment
               SET refunded = refunded + $2,
                   status = CASE WHEN refunded + $2 = amount THEN 'refunded' ELSE status END
             WHERE payment_id = $1
            """, paymentId, amount);
    }

    /** When the provider is asked next; never again when null. */
    void checkAt(Sql sql, String paymentId, @Nullable Instant at, int checks) {
        sql.update(
                "UPDATE payments.payment SET check_at = $2, checks = $3 WHERE payment_id = $1",
                paymentId,
                at == null ? null : utc(at),
                checks);
    }

    /** The provider is asked soon about every payment of an order that may still be paid. */
    void checkPending(Tx tx, String orderId, Instant at) {
        tx.update(
                "UPDATE payments.payment SET check_at = $2 WHERE order_id = $1 AND status = 'pending'",
                orderId,
                utc(at));
    }

    private static Payment payment(Row row) {
        return new Payment(
                row.getString("payment_id"),
                row.getString("order_id"),
                row.getString("member_id"),
                Channel.of(row.getString("channel")),
                row.getLong("amount"),
                row.getString("currency"),
                Payment.Status.of(row.getString("status")),
                row.getBoolean("allocated"),
                row.getString("transaction_id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                instant(row.getOffsetDateTime("paid_at")),
                row.getLong("refund_reserved"),
                row.getLong("refunded"),
                row.getInteger("checks"));
    }

    static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
