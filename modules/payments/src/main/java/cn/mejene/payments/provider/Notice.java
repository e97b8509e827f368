package cn.mejene.payments.provider;

import java.time.Instant;

/** An authentic notification of a provider, for our merchant and our application. */
public sealed interface Notice {

    /** The provider's own id of it, the same on every delivery. */
    String id();

    /** The payment that it is about. */
    String paymentId();

    /**
     * The money is there.
     *
     * @param amount in fen
     */
    record Paid(String id, String paymentId, String transactionId, long amount, String currency, Instant at)
            implements Notice {}

    /** The payment can no longer happen. */
    record Closed(String id, String paymentId) implements Notice {}

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
