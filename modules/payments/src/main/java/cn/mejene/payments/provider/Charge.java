package cn.mejene.payments.provider;

import cn.mejene.payments.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is asked to take from a payer.
 *
 * @param paymentId our id, the provider's {@code out_trade_no}
 * @param amount in fen
 * @param description what the payer is shown
 * @param createdAt when it was asked for; what is signed for the payer's app carries it
 * @param expiresAt until when it may be paid
 * @param payer the provider's id of the payer, where the channel needs it; never kept
 */
public record Charge(
        String paymentId,
        Channel channel,
        long amount,
        String description,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String payer) {

    /** Does not show the payer. */
    @Override
    public String toString() {
        return "Charge[" + paymentId + "]";
    }
}
