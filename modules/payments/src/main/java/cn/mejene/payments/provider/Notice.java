package cn.mejene.payments.provider;

import java.time.Instant;

/** An authentic notification of a provider, for our merchant and our application. */
public sealed interface Notice {

    /** The provider's own id of it, the same on every delivery. */
    String id();

    /** The payment that it is about. */
    String paymentId();

    /** Our application that it was paid in; empty where the provider does not say. */
    default String application() {
        return "";
    }

    /**
     * The money is there.
     *
     * @param amount in fen
     */
    record Paid(
            String id,
            String paymentId,
            String transactionId,
            long amount,
            String currency,
            Instant at,
            String application)
            implements Notice {}

    /** The payment can no longer happen. */
    record Closed(String id, String paymentId, String application) implements Notice {}

    /**
     * Money went back.
     *
     * @param number the refund's number
     * @param amount in fen, what went back
     * @param total in fen, what had been paid
     */
    record Refunded(
            String id, String paymentId, String transactionId, String number, long amount, long total, Instant at)
            implements Notice {}

    /**
     * Money went back, and how much with this refund is not told: the provider is to be asked.
     *
     * @param number the refund's number
     * @param total in fen, what had been paid
     */
    record RefundTold(
            String id,
            String paymentId,
            String transactionId,
            String number,
            long total,
            Instant at,
            String application)
            implements Notice {}

    /** A refund will not happen. */
    record RefundFailed(String id, String paymentId, String number) implements Notice {}

    /** Authentic and about nothing that concerns us; to be acknowledged. */
    record Irrelevant(String id) implements Notice {
        @Override
        public String paymentId() {
            return "";
        }
    }
}
