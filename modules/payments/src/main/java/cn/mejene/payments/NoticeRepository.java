package cn.mejene.payments;

import static cn.mejene.payments.PaymentRepository.utc;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;

/** Which notifications have had their effect, in PostgreSQL: ids only. Stateless. */
final class NoticeRepository {

    /** Answers false when the notification was seen before; waits for one that is being seen. */
    boolean insert(Tx tx, String provider, String noticeId, String paymentId, String event, Instant at) {
        return tx.update("""
            INSERT INTO payments.notice (provider, notice_id, payment_id, event, received_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """, provider, noticeId, paymentId, event, utc(at)) == 1;
    }

    /** Forgets what no provider repeats any more. */
    void forget(Sql sql, Instant before) {
        sql.update("DELETE FROM payments.notice WHERE received_at < $1", utc(before));
    }
}
