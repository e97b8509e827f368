package cn.mejene.payments;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.payments.provider.Outcome;
import cn.mejene.payments.provider.PaymentProvider;
import cn.mejene.payments.provider.ProviderFailure;
import cn.mejene.payments.provider.RefundOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers about what nothing was heard of, until all of it is settled: open payments, notifications that
 * contradict what was known or do not tell enough, refunds. Safe beside notifications and beside itself, because every effect is decided
 * under the payment's lock. Virtual threads only.
 */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final int BATCH = 50;
    private static final Duration LONGEST_RUN = Duration.ofSeconds(20);
    /** How long to wait before the provider is asked again; the last one for ever after. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1));

    private final PaymentRepository payments = new PaymentRepository();
    private final RefundRepository refunds = new RefundRepository();
    private final ToldRefundRepository tolds = new ToldRefundRepository();
    private final ModuleContext context;
    private final Providers providers;
    private final Settlement settlement;

    Settling(ModuleContext context, Providers providers, Settlement settlement) {
        this.context = context;
        this.providers = providers;
        this.settlement = settlement;
    }

    /** One round over what is due. */
    void round() {
        var end = System.nanoTime() + LONGEST_RUN.toNanos();
        for (var told : tolds.due(context.database(), now(), BATCH)) {
            if (System.nanoTime() < end) {
                settle(told);
            }
        }
        for (var payment : payments.due(context.database(), now(), BATCH)) {
            if (System.nanoTime() < end) {
                settle(payment);
            }
        }
        for (var refund : refunds.due(context.database(), now(), BATCH)) {
            if (System.nanoTime() < end) {
                settle(refund);
            }
        }
    }

    /** Asks about one payment and does what the answer says. */
    void settle(Payment payment) {
        // First of all the next time: a process that ends here must not leave the payment unasked.
        later(payment);
        if (!providers.has(payment.provider())) {
            return;
        }
        var provider = providers.of(payment.provider());
        try {
            switch (provider.query(payment.paymentId(), payment.channel())) {
                case Outcome.Paid paid -> paid(payment, paid);
                case Outcome.Closed _ -> closed(payment);
                case Outcome.Open _ -> closeWhenOver(provider, payment);
                case Outcome.Unknown _ -> {
                    if (isOver(payment)) {
                        closed(payment);
                    }
                }
            }
        } catch (ProviderFailure failure) {
            tell(payment, failure);
        }
    }

    private void paid(Payment asked, Outcome.Paid paid) {
        context.database().run(tx -> {
            var payment = payments.findLocked(tx, asked.paymentId()).orElseThrow();
            if (!Settlement.fits(payment, paid)) {
                LOG.atError()
                        .addKeyValue("payment", payment.paymentId())
                        .log("provider tells of another amount than was asked for");
                return;
            }
            settlement.paid(tx, payment, paid, Settlement.NO_TRACE);
            payments.checkAt(tx, payment.paymentId(), null, 0);
        });
    }

    private void closed(Payment asked) {
        context.database().run(tx -> {
            var payment = payments.findLocked(tx, asked.paymentId()).orElseThrow();
            settlement.closed(tx, payment);
            payments.checkAt(tx, payment.paymentId(), null, 0);
        });
    }

    private void closeWhenOver(PaymentProvider provider, Payment payment) {
        if (isOver(payment)) {
            provider.close(payment.paymentId());
            closed(payment);
        }
    }

    private boolean isOver(Payment payment) {
        return !now().isBefore(payment.expiresAt())
                || !context.port(PayableOrders.class).awaitsMoney(context.database(), payment.orderId());
    }

    private void later(Payment payment) {
        payments.checkAt(context.database(), payment.paymentId(), next(payment.checks()), payment.checks() + 1);
    }

    /** Asks for a refund, or about one that was asked for before, and does what the answer says. */
    void settle(Refund refund) {
        refunds.checkAt(context.database(), refund.refundId(), next(refund.checks()), refund.checks() + 1);
        var payment = payments.find(context.database(), refund.paymentId()).orElseThrow();
        if (!providers.has(payment.provider())) {
            return;
        }
        try {
            switch (outcome(providers.of(payment.provider()), refund, payment)) {
                case RefundOutcome.Done done -> refunded(refund, done.at());
                case RefundOutcome.Failed _ -> failed(refund);
                case RefundOutcome.Processing _, RefundOutcome.Unknown _ -> {}
            }
        } catch (ProviderFailure failure) {
            tell(payment, failure);
            // An account without enough money may have it later.
            if (failure.isCertain() && !failure.code().equals("NOT_ENOUGH")) {
                failed(refund);
            }
        }
    }

    /** Asks how much went back with a refund that was told of, and books it. */
    private void settle(ToldRefund told) {
        tolds.checkAt(context.database(), told, next(told.checks()));
        var payment = payments.find(context.database(), told.paymentId()).orElseThrow();
        if (!providers.has(payment.provider())) {
            return;
        }
        try {
            var amount = providers.of(payment.provider()).refunded(told.paymentId(), told.number());
            if (amount.isPresent()) {
                refunded(told, amount.getAsLong());
            } else if (told.checks() >= PAUSES.size()) {
                // It was told and does not exist; should it do so later, the day's bill tells.
                tolds.delete(context.database(), told);
            }
        } catch (ProviderFailure failure) {
            tell(payment, failure);
        }
    }

    private void refunded(ToldRefund told, long amount) {
        context.database().run(tx -> {
            var payment = payments.findLocked(tx, told.paymentId()).orElseThrow();
            if (!settlement.refundTold(tx, payment, told.refunded(payment, amount), Settlement.NO_TRACE)) {
                LOG.atError()
                        .addKeyValue("payment", payment.paymentId())
                        .log("provider tells of a refund that does not fit");
            }
            tolds.delete(tx, told);
        });
    }

    private static RefundOutcome outcome(PaymentProvider provider, Refund refund, Payment payment) {
        var order = refund.order(payment.amount());
        var known = refund.checks() > 0 ? provider.queryRefund(order) : new RefundOutcome.Unknown();
        return known instanceof RefundOutcome.Unknown ? provider.refund(order) : known;
    }

    private void refunded(Refund refund, Instant at) {
        context.database().run(tx -> {
            var payment = payments.findLocked(tx, refund.paymentId()).orElseThrow();
            var returned = new Settlement.Returned(refund.number(), refund.amount(), at);
            settlement.refunded(tx, payment, returned, Settlement.NO_TRACE);
        });
    }

    private void failed(Refund refund) {
        context.database().run(tx -> {
            var payment = payments.findLocked(tx, refund.paymentId()).orElseThrow();
            settlement.failed(tx, payment, refund);
        });
    }

    private Instant next(int checks) {
        return now().plus(PAUSES.get(Math.min(checks, PAUSES.size() - 1)));
    }

    private Instant now() {
        return context.clock().instant();
    }

    private static void tell(Payment payment, ProviderFailure failure) {
        LOG.atWarn()
                .addKeyValue("payment", payment.paymentId())
                .addKeyValue("provider", payment.provider())
                .addKeyValue("code", failure.code())
                .log("payment cannot be settled yet");
    }
}
