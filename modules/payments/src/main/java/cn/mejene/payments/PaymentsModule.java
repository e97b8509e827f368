package cn.mejene.payments;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.payments.alipay.AlipayProvider;
import cn.mejene.payments.provider.PaymentProvider;
import cn.mejene.payments.wechat.WechatPayProvider;
import java.time.LocalTime;
import java.util.ArrayList;

/** Payments through WeChat Pay and Alipay. What is paid for belongs to whoever provides the orders. */
public final class PaymentsModule implements Module<PaymentsConfig> {
    /** Providers have the bill of a day ready by ten the next morning. */
    private static final LocalTime BILLS_ARE_READY = LocalTime.of(10, 30);

    @Override
    public String name() {
        return "payments";
    }

    @Override
    public Class<PaymentsConfig> configType() {
        return PaymentsConfig.class;
    }

    @Override
    public void serve(PaymentsConfig config, ModuleContext context, Operations operations) {
        var providers = providers(config, context);
        var settlement = new Settlement(context);
        var settling = new Settling(context, providers, settlement);
        var payments = new PaymentService(context, config, providers, new Payers(context, config.wechatPay()));
        var webhooks = new WebhookService(context, providers, settlement);
        var reconciliation = new Reconciliation(context, providers, settlement, settling);

        operations.write("payments.begin", payments::begin);
        operations.read("payments.list-own", payments::list);
        operations.write("payments.request-refund", new RefundService(context, config, settling)::request);
        operations.read("payments.list-reconciliations", reconciliation::list);
        operations.read(
                "payments.wechatpay-notice", call -> webhooks.receive(call, "wechatpay", WebhookAnswers.WECHAT_PAY));
        operations.read("payments.alipay-notice", call -> webhooks.receive(call, "alipay", WebhookAnswers.ALIPAY));
        operations.on("membership.order-cancelled", payments::orderSettled);
        operations.on("payments.payment-paid", payments::orderSettled);
        operations.job(
                new Job("payments.settle", new Schedule.RealInterval(config.settleEvery()), _ -> settling.round()));
        operations.job(new Job("payments.reconcile", new Schedule.Daily(BILLS_ARE_READY), reconciliation::run));
        if (context.development()) {
            operations.internal("payments.development", payments::development);
        }
    }

    private static Providers providers(PaymentsConfig config, ModuleContext context) {
        var providers = new ArrayList<PaymentProvider>();
        if (config.wechatPay() != null) {
            providers.add(new WechatPayProvider(context.outbound(), config.wechatPay(), context.clock()));
        }
        if (config.alipay() != null) {
            providers.add(new AlipayProvider(context.outbound(), config.alipay(), context.clock()));
        }
        return new Providers(providers);
    }
}
