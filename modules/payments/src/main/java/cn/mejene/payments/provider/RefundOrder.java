package cn.mejene.payments.provider;

/**
 * A refund to ask a provider for. It carries no reason: a reason may name a person.
 *
 * @param number the number that makes a repeat the same refund
 * @param amount in fen, to give back
 * @param total in fen, what had been paid
 */
public record RefundOrder(String paymentId, String number, long amount, long total) {}
