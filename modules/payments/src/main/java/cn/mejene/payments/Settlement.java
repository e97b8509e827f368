package cn.mejene.payments;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.payments.provider.Notice;
import cn.mejene.payments.provider.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What news of a payment does, wherever it comes from: notification, answer, bill. State, order, ledger, log and event
 * change together, each once. Every method expects the payment's row locked by its transaction. Stateless.
 */
final class Settlement {
    static final Principal PLATFORM = Principal.system("payments");
    /** There is no call behind what a job finds out. */
    static final String NO_TRACE = "0".repeat(32);

    private final PaymentRepository payments = new PaymentRepository();
    private final RefundRepository refunds = new RefundRepository();
    private final LedgerRepository ledger = new LedgerRepository();
    private final ModuleContext context;

    /** A refund that a provider tells of. */
    record Returned(String number, long amount, Instant at) {}

    Settlement(ModuleContext context) {
        this.context = context;
    }

    /** Whether what the provider says fits what we asked for. */
    static boolean fits(Payment payment, Outcome.Paid paid) {
        return paid.amount() == payment.amount()
                && paid.currency().equals(payment.currency())
                && !paid.transactionId().isEmpty()
                && (payment.transactionId() == null || payment.transactionId().equals(paid.transactionId()));
    }

    /** The money has arrived; nothing happens when that is known. */
    void paid(Tx tx, Payment payment, Outcome.Paid paid, String trace) {
        if (payment.hasArrived()) {
            return;
        }
        var now = context.clock().instant();
        var at = paid.at().isAfter(now) ? now : paid.at();
        boolean allocated = context.port(PayableOrders.class).paid(tx, payment.money(at));
        payments.markPaid(tx, payment.paymentId(), paid.transactionId(), at, allocated);
        ledger.receipt(tx, payment, allocated, now);
        if (!allocated) {
            giveBack(tx, payment, now);
        }
        log(tx, payment, "payments.settle-paid", trace);
        tell(tx, payment, "payments.payment-paid", Map.of());
    }

    /** Nobody ordered what this money is for: it goes back at the next settling. */
    private void giveBack(Tx tx, Payment payment, Instant now) {
        var id = Ids.make("ref");
        payments.reserve(tx, payment.paymentId(), payment.amount());
        refunds.insert(
                tx,
                new Refund(
                        id,
                        payment.paymentId(),
                        payment.memberId(),
                        payment.amount(),
                        Refund.Origin.UNALLOCATED,
                        PLATFORM.id(),
                        null,
                        Refund.Status.PENDING,
                        id,
                        now,
                        0),
                now);
    }

    /** It will not be paid; only one that is open can be closed. */
    void closed(Tx tx, Payment payment) {
        if (payment.status() == Payment.Status.PENDING) {
            payments.markClosed(tx, payment.paymentId(), context.clock().instant());
            tell(tx, payment, "payments.payment-closed", Map.of());
        }
    }

    /**
     * A provider tells of a refund, which proves that there was a payment, should its own notification come later or
     * never; answers false, and does nothing, when it does not fit.
     */
    boolean refundTold(Tx tx, Payment payment, Notice.Refunded notice, String trace) {
        var paid = new Outcome.Paid(notice.transactionId(), notice.total(), payment.currency(), notice.at());
        var asked = refunds.find(tx, payment.paymentId(), notice.number());
        if (!fits(payment, paid)
                || notice.number().isEmpty()
                || notice.amount() <= 0
                || (notice.amount() > payment.amount() - payment.refunded() && asked.isEmpty())
                || asked.filter(refund -> refund.amount() != notice.amount()).isPresent()) {
            return false;
        }
        paid(tx, payment, paid, trace);
        var arrived = payments.findLocked(tx, payment.paymentId()).orElseThrow();
        refunded(tx, arrived, new Returned(notice.number(), notice.amount(), notice.at()), trace);
        return true;
    }

    /** Money went back; nothing happens when that is known. The payment must have arrived. */
    void refunded(Tx tx, Payment payment, Returned returned, String trace) {
        var refund = refunds.find(tx, payment.paymentId(), returned.number())
                .orElseGet(() -> foreign(tx, payment, returned));
        var now = context.clock().instant();
        if (refund.status() == Refund.Status.FAILED) {
            // It was given up, and the provider did it after all.
            payments.reserve(tx, payment.paymentId(), refund.amount());
        }
        var at = returned.at().isAfter(now) ? now : returned.at();
        if (!refunds.succeed(tx, refund.refundId(), at)) {
            return;
        }
        payments.markRefunded(tx, payment.paymentId(), refund.amount());
        ledger.refund(tx, payment, refund, now);
        if (payment.isAllocated()) {
            var total = payment.refunded() + refund.amount();
            context.port(PayableOrders.class).refunded(tx, payment.money(at), total, at);
        }
        log(tx, payment, "payments.settle-refunded", trace);
        tell(tx, payment, "payments.payment-refunded", Map.of("refundId", refund.refundId()));
    }

    /** A refund that was not asked for here, e.g. in the provider's own console. */
    private Refund foreign(Tx tx, Payment payment, Returned returned) {
        if (payment.refundReserved() + returned.amount() > payment.amount()) {
            // The money is gone, so what we have asked for and not got cannot happen any more.
            refunds.pending(tx, payment.paymentId()).forEach(pending -> failed(tx, payment, pending));
        }
        payments.reserve(tx, payment.paymentId(), returned.amount());
        var refund = new Refund(
                Ids.make("ref"),
                payment.paymentId(),
                payment.memberId(),
                returned.amount(),
                Refund.Origin.PROVIDER,
                PLATFORM.id(),
                null,
                Refund.Status.PENDING,
                returned.number(),
                context.clock().instant(),
                0);
        refunds.insert(tx, refund, null);
        return refund;
    }

    /** A refund will not happen; what it had set aside is free again. */
    void failed(Tx tx, Payment payment, Refund refund) {
        if (refunds.fail(tx, refund.refundId(), context.clock().instant())) {
            payments.reserve(tx, payment.paymentId(), -refund.amount());
            tell(tx, payment, "payments.refund-failed", Map.of("refundId", refund.refundId()));
        }
    }

    private void log(Tx tx, Payment payment, String operation, String trace) {
        var access = Access.system(
                "payments",
                payment.memberId(),
                Access.Action.WRITE,
                Access.Resource.of("payment", payment.paymentId()),
                "order",
                trace);
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, operation));
    }

    private void tell(Tx tx, Payment payment, String type, Map<String, String> more) {
        var data = new HashMap<>(more);
        data.put("paymentId", payment.paymentId());
        data.put("orderId", payment.orderId());
        context.outbox().append(tx, Event.of(type, payment.memberId(), data));
    }
}
