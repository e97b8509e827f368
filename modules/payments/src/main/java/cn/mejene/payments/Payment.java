package cn.mejene.payments;

import cn.mejene.kernel.call.PayableOrders;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One try to pay one order, as it stands in the database.
 *
 * @param amount in fen
 * @param allocated whether the order took the money, null until there is any
 * @param transactionId the provider's number, null until there is one
 * @param refunded in fen, what has gone back
 * @param refundReserved in fen, what has gone back or is asked to
 * @param checks how often the provider was asked since the last news
 */
record Payment(
        String paymentId,
        String orderId,
        String memberId,
        Channel channel,
        long amount,
        String currency,
        Status status,
        @Nullable Boolean allocated,
        @Nullable String transactionId,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant paidAt,
        long refundReserved,
        long refunded,
        int checks) {

    /** Where a payment stands; it only ever moves to a later one. */
    enum Status {
        PENDING,
        CLOSED,
        PAID,
        REFUNDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    String provider() {
        return channel.provider();
    }

    /** Whether the money has arrived, be it gone back since or not. */
    boolean hasArrived() {
        return status == Status.PAID || status == Status.REFUNDED;
    }

    boolean isAllocated() {
        return Boolean.TRUE.equals(allocated);
    }

    PayableOrders.Money money(Instant at) {
        return new PayableOrders.Money(paymentId, orderId, memberId, amount, at);
    }
}
