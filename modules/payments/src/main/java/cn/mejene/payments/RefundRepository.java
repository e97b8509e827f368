package cn.mejene.payments;

import static cn.mejene.payments.PaymentRepository.utc;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refunds in PostgreSQL. Stateless. */
final class RefundRepository {
    private static final String COLUMNS =
            "refund_id, payment_id, member_id, amount, origin, requested_by, reason, status,"
                    + " provider_number, created_at, checks";

    void insert(Tx tx, Refund refund, @Nullable Instant checkAt) {
        var reason = refund.reason();
        tx.update(
                """
                INSERT INTO payments.refund (refund_id, payment_id, member_id, amount, origin, requested_by, reason,
                                             provider_number, created_at, check_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                refund.refundId(),
                refund.paymentId(),
                refund.memberId(),
                refund.amount(),
                refund.origin().word(),
                refund.requestedBy(),
                reason == null ? null : Buffer.buffer(reason),
                refund.number(),
                utc(refund.createdAt()),
                checkAt == null ? null : utc(checkAt));
    }

    Optional<Refund> find(Sql sql, String paymentId, String number) {
        return sql.find(
                "SELECT " + COLUMNS + " FROM payments.refund WHERE payment_id = $1 AND provider_number = $2",
                RefundRepository::refund,
                paymentId,
                number);
    }

    List<Refund> pending(Sql sql, String paymentId) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM payments.refund WHERE payment_id = $1 AND status = 'pending'",
                RefundRepository::refund,
                paymentId);
    }

    /** Refunds that the provider is to be asked about, the longest due first. */
    List<Refund> due(Sql sql, Instant now, int limit) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM payments.refund WHERE check_at <= $1 ORDER BY check_at LIMIT $2",
                RefundRepository::refund,
                utc(now),
                limit);
    }

    /** Refunds through one provider that went through in a span of time. */
    List<Refund> succeeded(Sql sql, String provider, Instant from, Instant until) {
        return sql.list("""
            SELECT r.refund_id, r.payment_id, r.member_id, r.amount, r.origin, r.requested_by, r.reason, r.status,
                   r.provider_number, r.created_at, r.checks
              FROM payments.refund r JOIN payments.payment p USING (payment_id)
             WHERE p.provider = $1 AND r.status = 'succeeded' AND r.settled_at >= $2 AND r.settled_at < $3
             ORDER BY r.refund_id
            """, RefundRepository::refund, provider, utc(from), utc(until));
    }

    /** Answers false, and changes nothing, when it went through already. A refund that was given up may still do so. */
    boolean succeed(Tx tx, String refundId, Instant at) {
        return tx.update("""
            UPDATE payments.refund SET status = 'succeeded', settled_at = $2, check_at = NULL
             WHERE refund_id = $1 AND status <> 'succeeded'
            """, refundId, utc(at)) == 1;
    }

    /** Answers false, and changes nothing, when it is settled already. */
    boolean fail(Tx tx, String refundId, Instant at) {
        return tx.update("""
            UPDATE payments.refund SET status = 'failed', settled_at = $2, check_at = NULL
             WHERE refund_id = $1 AND status = 'pending'
            """, refundId, utc(at)) == 1;
    }

    void checkAt(Sql sql, String refundId, Instant at, int checks) {
        sql.update(
                "UPDATE payments.refund SET check_at = $2, checks = $3 WHERE refund_id = $1 AND status = 'pending'",
                refundId,
                utc(at),
                checks);
    }

    private static Refund refund(Row row) {
        var reason = row.getBuffer("reason");
        return new Refund(
                row.getString("refund_id"),
                row.getString("payment_id"),
                row.getString("member_id"),
                row.getLong("amount"),
                Refund.Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
                row.getString("requested_by"),
                reason == null ? null : reason.getBytes(),
                Refund.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("provider_number"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getInteger("checks"));
    }
}
