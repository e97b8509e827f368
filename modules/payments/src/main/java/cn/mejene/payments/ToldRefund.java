package cn.mejene.payments;

import cn.mejene.payments.provider.Notice;
import java.time.Instant;

/**
 * A refund that a provider has told of without its amount, as it stands in the database until the provider is asked.
 *
 * @param checks how often the provider was asked
 */
record ToldRefund(String paymentId, String number, String transactionId, Instant at, int checks) {

    static ToldRefund of(Notice.RefundTold notice) {
        return new ToldRefund(notice.paymentId(), notice.number(), notice.transactionId(), notice.at(), 0);
    }

    /**
     * The refund, as it would have been told with its amount.
     *
     * @param amount in fen
     */
    Notice.Refunded refunded(Payment payment, long amount) {
        return new Notice.Refunded("", paymentId, transactionId, number, amount, payment.amount(), at);
    }
}
