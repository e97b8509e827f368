package cn.mejene.payments;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.payments.provider.Notice;
import cn.mejene.payments.provider.NoticeRefused;
import cn.mejene.payments.provider.Outcome;
import cn.mejene.payments.provider.ProviderFailure;
import cn.mejene.payments.provider.RawNotice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notifications of payment providers: each has its effect once, whatever the number and order of deliveries, and
 * is acknowledged only when that is durable. What is refused is logged by a fixed word; the body is neither kept nor
 * logged (policy I(A)4). Stateless.
 */
final class WebhookService {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookService.class);

    private final PaymentRepository payments = new PaymentRepository();
    private final RefundRepository refunds = new RefundRepository();
    private final NoticeRepository notices = new NoticeRepository();
    private final ToldRefundRepository tolds = new ToldRefundRepository();
    private final ModuleContext context;
    private final Providers providers;
    private final Settlement settlement;

    WebhookService(ModuleContext context, Providers providers, Settlement settlement) {
        this.context = context;
        this.providers = providers;
        this.settlement = settlement;
    }

    Answer receive(Call call, String provider, WebhookAnswers answers) {
        try {
            var notice = providers.of(provider).read(raw(call));
            apply(notice, provider, call.traceId());
            count(provider, "accepted");
            return answers.accepted();
        } catch (NoticeRefused refused) {
            log(call, provider, refused.reason());
            count(provider, refused.reason());
            return answers.refused();
        } catch (Problem problem) {
            return notNow(provider, problem.code(), answers);
        } catch (ProviderFailure failure) {
            return notNow(provider, failure.code(), answers);
        }
    }

    private static Answer notNow(String provider, String code, WebhookAnswers answers) {
        LOG.atWarn()
                .addKeyValue("provider", provider)
                .addKeyValue("code", code)
                .log("notification cannot be taken now");
        return answers.notNow();
    }

    private static RawNotice raw(Call call) {
        var body = call.body();
        return new RawNotice(body == null ? new byte[0] : body.getBytes(), call.headers());
    }

    private void apply(Notice notice, String provider, String trace) {
        if (notice instanceof Notice.Irrelevant) {
            return;
        }
        context.database().run(tx -> {
            var payment = payments.findLocked(tx, notice.paymentId())
                    .filter(found -> found.provider().equals(provider))
                    .orElseThrow(() -> new NoticeRefused("payment-unknown"));
            requireApplication(payment, notice);
            if (notices.insert(
                    tx,
                    provider,
                    notice.id(),
                    payment.paymentId(),
                    event(notice),
                    context.clock().instant())) {
                effect(tx, payment, notice, trace);
            }
        });
    }

    /** A payment of one channel cannot have been made in the application of another. */
    private void requireApplication(Payment payment, Notice notice) {
        var told = notice.application();
        var own = providers.of(payment.provider()).application(payment.channel());
        if (!told.isEmpty() && own.filter(told::equals).isEmpty()) {
            throw new NoticeRefused("application");
        }
    }

    private static String event(Notice notice) {
        return switch (notice) {
            case Notice.Paid _ -> "paid";
            case Notice.Closed _ -> "closed";
            case Notice.Refunded _, Notice.RefundTold _ -> "refunded";
            case Notice.RefundFailed _ -> "refund-failed";
            case Notice.Irrelevant _ -> throw new IllegalStateException("an irrelevant notification has no event");
        };
    }

    private void effect(Tx tx, Payment payment, Notice notice, String trace) {
        switch (notice) {
            case Notice.Paid paid -> paid(tx, payment, paid, trace);
            case Notice.Closed _ -> settlement.closed(tx, payment);
            case Notice.Refunded refunded -> require(settlement.refundTold(tx, payment, refunded, trace));
            case Notice.RefundTold told -> told(tx, payment, told, trace);
            case Notice.RefundFailed failed ->
                refunds.find(tx, payment.paymentId(), failed.number())
                        .ifPresent(refund -> settlement.failed(tx, payment, refund));
            case Notice.Irrelevant _ -> {}
        }
    }

    private void paid(Tx tx, Payment payment, Notice.Paid notice, String trace) {
        var paid = new Outcome.Paid(notice.transactionId(), notice.amount(), notice.currency(), notice.at());
        require(Settlement.fits(payment, paid));
        if (payment.status() == Payment.Status.CLOSED) {
            // The provider contradicts itself; what it answers when it is asked decides.
            payments.checkAt(tx, payment.paymentId(), context.clock().instant(), 0);
        } else {
            settlement.paid(tx, payment, paid, trace);
        }
    }

    /** How much it was the provider is asked later: whoever tells waits for an answer. */
    private void told(Tx tx, Payment payment, Notice.RefundTold notice, String trace) {
        var paid = new Outcome.Paid(notice.transactionId(), notice.total(), payment.currency(), notice.at());
        require(Settlement.fits(payment, paid));
        settlement.paid(tx, payment, paid, trace);
        tolds.insert(tx, ToldRefund.of(notice), context.clock().instant());
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new NoticeRefused("amount");
        }
    }

    private void log(Call call, String provider, String reason) {
        LOG.atInfo()
                .addKeyValue("provider", provider)
                .addKeyValue("reason", reason)
                .log("notification refused");
        var access = new Access(
                call.principal(),
                "platform",
                Access.Action.WRITE,
                Access.Resource.of("payment-notice"),
                "order",
                LegalBasis.CONTRACT,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.refused(access, call.operation(), "notice-" + reason));
    }

    private void count(String provider, String outcome) {
        context.metrics()
                .counter("payments.notices", "provider", provider, "outcome", outcome)
                .increment();
    }
}
