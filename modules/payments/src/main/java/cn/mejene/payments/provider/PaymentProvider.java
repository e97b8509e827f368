package cn.mejene.payments.provider;

import cn.mejene.payments.Channel;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A payment provider. Every call is a question to the outside that may fail: {@link ProviderFailure} says whether the
 * provider refused or nothing is known, and nothing is sent twice by itself. Nothing of payer, bank or card leaves an
 * implementation. Virtual threads only.
 */
public interface PaymentProvider {

    /** The word it has in the database, e.g. {@code wechatpay}. */
    String name();

    /** Which application of ours takes payments of a channel; empty when the installation has none for it. */
    Optional<String> application(Channel channel);

    /** Registers a charge, whose channel has an application; answers what the payer's app or browser needs to pay it. */
    Map<String, String> order(Charge charge);

    /**
     * What the provider knows of a payment.
     *
     * @throws ProviderFailure also when what it answers is of another payment, merchant or application
     */
    Outcome query(String paymentId, Channel channel);

    /**
     * Makes a payment impossible that has not happened yet.
     *
     * @throws ProviderFailure when it has happened, or is not known to be impossible
     */
    void close(String paymentId);

    /** Asks for a refund; with the same number again it is the same refund. */
    RefundOutcome refund(RefundOrder refund);

    /** What the provider knows of a refund. */
    RefundOutcome queryRefund(RefundOrder refund);

    /** How much went back under the number of a refund, in fen; empty when that did not happen, or not yet. */
    OptionalLong refunded(String paymentId, String number);

    /** What the provider booked on one day of Asia/Shanghai; empty when it booked nothing. */
    Bill bill(LocalDate day);

    /**
     * Reads a notification, without a call to the outside: its sender wants an answer at once.
     *
     * @throws NoticeRefused when it is not the provider's, not for us, or too old
     */
    Notice read(RawNotice raw);
}
