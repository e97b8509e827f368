package cn.mejene.payments;

import static cn.mejene.payments.PaymentRepository.utc;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.util.List;

/** Refunds whose amount is still to be asked for, in PostgreSQL. Stateless. */
final class ToldRefundRepository {

    /** Changes nothing when it is to be asked for already. */
    void insert(Tx tx, ToldRefund told, Instant checkAt) {
        tx.update("""
                INSERT INTO payments.told_refund (payment_id, provider_number, transaction_id, refunded_at, check_at)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
                """, told.paymentId(), told.number(), told.transactionId(), utc(told.at()), utc(checkAt));
    }

    /** Those that the provider is to be asked about, the longest due first. */
    List<ToldRefund> due(Sql sql, Instant now, int limit) {
        return sql.list(
                """
                SELECT payment_id, provider_number, transaction_id, refunded_at, checks
                  FROM payments.told_refund WHERE check_at <= $1 ORDER BY check_at LIMIT $2
                """,
                row -> new ToldRefund(
                        row.getString("payment_id"),
                        row.getString("provider_number"),
                        row.getString("transaction_id"),
                        row.getOffsetDateTime("refunded_at").toInstant(),
                        row.getInteger("checks")),
                utc(now),
                limit);
    }

    void checkAt(Sql sql, ToldRefund told, Instant at) {
        sql.update("""
            UPDATE payments.told_refund SET check_at = $3, checks = checks + 1
             WHERE payment_id = $1 AND provider_number = $2
            """, told.paymentId(), told.number(), utc(at));
    }

    void delete(Sql sql, ToldRefund told) {
        sql.update(
                "DELETE FROM payments.told_refund WHERE payment_id = $1 AND provider_number = $2",
                told.paymentId(),
                told.number());
    }
}
