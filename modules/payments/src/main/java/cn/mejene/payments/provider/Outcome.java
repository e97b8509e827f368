package cn.mejene.payments.provider;

import java.time.Instant;

/** What a provider says of a payment. */
public sealed interface Outcome {

    /**
     * The money is there, or was before it went back.
     *
     * @param transactionId the provider's number
     * @param amount in fen
     */
    record Paid(String transactionId, long amount, String currency, Instant at) implements Outcome {}

    /** It may still be paid. */
    record Open() implements Outcome {}

    /** It can no longer be paid, and was not. */
    record Closed() implements Outcome {}

    /** The provider has never heard of it. */
    record Unknown() implements Outcome {}
}
