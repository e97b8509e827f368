package cn.mejene.payments.provider;

/**
 * One line of a provider's daily bill.
 *
 * @param paymentId our id, as the provider tells it
 * @param refundNumber number of the refund; empty for money received
 * @param amount in fen, received or given back
 */
public record BillLine(String paymentId, String refundNumber, long amount) {

    public boolean isRefund() {
        return !refundNumber.isEmpty();
    }

    /** What the line is about, unique in a bill. */
    public String number() {
        return isRefund() ? refundNumber : paymentId;
    }
}
