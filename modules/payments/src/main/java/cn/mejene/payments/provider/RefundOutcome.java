package cn.mejene.payments.provider;

import java.time.Instant;

/** What a provider says of a refund. */
public sealed interface RefundOutcome {

    /** The money went back. */
    record Done(Instant at) implements RefundOutcome {}

    /** The provider is at it. */
    record Processing() implements RefundOutcome {}

    /** It will not happen. */
    record Failed() implements RefundOutcome {}

    /** The provider has never heard of it. */
    record Unknown() implements RefundOutcome {}
}
