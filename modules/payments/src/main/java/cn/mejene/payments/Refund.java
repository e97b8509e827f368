package cn.mejene.payments;

import cn.mejene.payments.provider.RefundOrder;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Money on its way back, as it stands in the database.
 *
 * @param amount in fen
 * @param requestedBy id of the person of staff, or {@code system:payments}
 * @param reason sealed words of staff, null when there are none
 * @param number the number under which the provider knows it, the same on every retry
 * @param checks how often the provider was asked
 */
@SuppressWarnings("ArrayRecordComponent")
record Refund(
        String refundId,
        String paymentId,
        String memberId,
        long amount,
        Origin origin,
        String requestedBy,
        byte @Nullable [] reason,
        Status status,
        String number,
        Instant createdAt,
        int checks) {

    /** Why there is a refund. */
    enum Origin {
        /** A person of staff asked for it. */
        STAFF,
        /** The order did not take the money. */
        UNALLOCATED,
        /** The provider tells of one that we did not ask for. */
        PROVIDER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a refund stands. */
    enum Status {
        PENDING,
        SUCCEEDED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RefundOrder order(long total) {
        return new RefundOrder(paymentId, number, amount, total);
    }
}
