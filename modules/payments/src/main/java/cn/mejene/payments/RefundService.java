package cn.mejene.payments;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import org.jspecify.annotations.Nullable;

/**
 * Takes refunds that staff ask for, whole or in part, never more together than was paid. The provider is asked when the
 * refund is durable, so that a retry is the same refund. Stateless.
 */
final class RefundService {
    private final PaymentRepository payments = new PaymentRepository();
    private final RefundRepository refunds = new RefundRepository();
    private final ModuleContext context;
    private final PaymentsConfig config;
    private final Settling settling;

    private record Wanted(
            @Nullable Long amount,
            @Nullable String currency,
            @Nullable String reason) {}

    /** What staff said of a refund, as it is sealed. */
    private record Reason(String text) {
        /** Does not show the words. */
        @Override
        public String toString() {
            return "Reason[***]";
        }
    }

    private record View(String id, String paymentId, String status, long amount, String currency) {}

    RefundService(ModuleContext context, PaymentsConfig config, Settling settling) {
        this.context = context;
        this.config = config;
        this.settling = settling;
    }

    Answer request(Call call, Tx tx) {
        var wanted = call.body(Wanted.class);
        if (wanted.amount() == null || wanted.reason() == null) {
            throw Problem.invalid("/amount", "required", "A refund needs amount and reason.");
        }
        var paymentId = call.path("id");
        var seen = payments.find(context.database(), paymentId).orElseThrow(() -> Problem.notFound("payment"));
        var refund = refund(call, seen, wanted.amount(), new Reason(wanted.reason()));
        var payment = payments.findLocked(tx, paymentId).orElseThrow();
        requirePossible(payment, refund.amount());
        payments.reserve(tx, paymentId, refund.amount());
        refunds.insert(tx, refund, context.clock().instant().plus(config.askAfter()));
        log(call, tx, payment);
        tx.afterCommit(() -> settling.settle(refund));
        return Answer.created(
                new View(refund.refundId(), paymentId, refund.status().word(), refund.amount(), payment.currency()));
    }

    private Refund refund(Call call, Payment payment, long amount, Reason reason) {
        var id = Ids.make("ref");
        var place = new Place(payment.memberId(), KeyClass.TRANSACTION, "payments.refund", "reason", id);
        return new Refund(
                id,
                payment.paymentId(),
                payment.memberId(),
                amount,
                Refund.Origin.STAFF,
                call.principal().id(),
                context.port(KeyRing.class).seal(place, reason),
                Refund.Status.PENDING,
                id,
                context.clock().instant(),
                0);
    }

    private static void requirePossible(Payment payment, long amount) {
        if (!payment.hasArrived()) {
            throw Problem.conflict("payment-not-paid", "Nothing was paid that could be given back.");
        }
        if (amount > payment.amount() - payment.refundReserved()) {
            throw Problem.conflict("refund-exceeds-payment", "Not that much of the payment is left to give back.");
        }
    }

    private void log(Call call, Tx tx, Payment payment) {
        var access = new Access(
                call.principal(),
                payment.memberId(),
                Access.Action.WRITE,
                Access.Resource.of("payment", payment.paymentId()),
                "order",
                LegalBasis.CONTRACT,
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }
}
