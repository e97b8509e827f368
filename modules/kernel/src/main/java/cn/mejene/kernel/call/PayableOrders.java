package cn.mejene.kernel.call;

import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import java.time.Instant;

/**
 * Orders as whoever takes money for them sees them; implemented by {@code membership}. What a payment does to its order
 * happens in the transaction that books the payment, so that neither is there without the other. Virtual threads only.
 */
public interface PayableOrders {

    /**
     * What is to be paid for an order.
     *
     * @param amount in fen, always positive
     * @param currency ISO 4217
     * @param description what the payer is shown, e.g. by the provider's app; names no person
     */
    record Payable(String orderId, long amount, String currency, String description) {}

    /**
     * Money that has arrived, or gone back, for an order.
     *
     * @param amount in fen, what was paid
     * @param at when the provider took it
     */
    record Money(String paymentId, String orderId, String memberId, long amount, Instant at) {}

    /**
     * The order as it may be paid now.
     *
     * @throws cn.mejene.kernel.Problem 404 when the member has no such order; 409 {@code order-not-payable} when it does
     *     not wait for money
     */
    Payable payable(Sql sql, String orderId, String memberId);

    /** The same with the order locked until the transaction ends. */
    Payable payableLocked(Tx tx, String orderId, String memberId);

    /** Whether the order still waits for money. */
    boolean awaitsMoney(Sql sql, String orderId);

    /**
     * Fulfils the order; called at most once per payment.
     *
     * @return false, with nothing changed, when the order does not take the money: it was cancelled, or another payment
     *     came first
     */
    boolean paid(Tx tx, Money money);

    /**
     * Takes back what a refund undoes; called once per refund that went through.
     *
     * @param refunded in fen, all refunds of this payment together, at most its amount
     */
    void refunded(Tx tx, Money money, long refunded, Instant at);
}
