package cn.mejene.payments;

import static cn.mejene.payments.PaymentRepository.utc;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The double-entry ledger in PostgreSQL. Entries are only ever added; the database refuses one whose postings do not
 * add up to nothing, and a second one for the same receipt or refund. Stateless.
 */
final class LedgerRepository {
    private static final String SALES = "sales";
    private static final String UNALLOCATED = "unallocated";

    /** Money that came in through a provider. */
    void receipt(Tx tx, Payment payment, boolean allocated, Instant at) {
        book(tx, payment, null, payment.amount(), allocated, at);
    }

    /** Money that went back. */
    void refund(Tx tx, Payment payment, Refund refund, Instant at) {
        book(tx, payment, refund.refundId(), -refund.amount(), payment.isAllocated(), at);
    }

    private static void book(
            Tx tx, Payment payment, @Nullable String refundId, long amount, boolean allocated, Instant at) {
        tx.update(
                """
                WITH entry AS (
                    INSERT INTO payments.ledger_entry (entry_id, payment_id, refund_id, kind, booked_at)
                    VALUES ($1, $2, $3, $4, $5) RETURNING entry_id)
                INSERT INTO payments.posting (entry_id, account, amount)
                SELECT entry_id, account, amount
                  FROM entry, (VALUES ($6::text, $8::bigint), ($7::text, -$8::bigint)) AS p (account, amount)
                """,
                Ids.make("led"),
                payment.paymentId(),
                refundId,
                refundId == null ? "receipt" : "refund",
                utc(at),
                payment.provider(),
                allocated ? SALES : UNALLOCATED,
                amount);
    }

    /** What the ledger says that a provider holds for us, in fen. */
    long balance(Sql sql, String account) {
        return sql.one(
                "SELECT coalesce(sum(amount), 0)::bigint AS balance FROM payments.posting WHERE account = $1",
                row -> row.getLong("balance"),
                account);
    }
}
