package cn.mejene.payments;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.payments.provider.Charge;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Begins payments and shows them to whoever pays (policy I(A)2, I(A)4). The provider is asked before the database is:
 * a payment that does not commit is one that nobody can pay. Stateless.
 */
final class PaymentService {
    private static final int MOST_PENDING = 10;

    private final PaymentRepository payments = new PaymentRepository();
    private final ModuleContext context;
    private final PaymentsConfig config;
    private final Providers providers;
    private final Payers payers;

    private record Wanted(@Nullable String channel) {}

    private record Begun(String id, String status, Map<String, String> clientParams) {}

    private record View(
            String id,
            String orderId,
            String status,
            long amount,
            String currency,
            String channel,
            long refunded,
            Instant createdAt,
            @Nullable Instant paidAt) {

        static View of(Payment payment) {
            return new View(
                    payment.paymentId(),
                    payment.orderId(),
                    payment.status().word(),
                    payment.amount(),
                    payment.currency(),
                    payment.channel().word(),
                    payment.refunded(),
                    payment.createdAt(),
                    payment.paidAt());
        }
    }

    PaymentService(ModuleContext context, PaymentsConfig config, Providers providers, Payers payers) {
        this.context = context;
        this.config = config;
        this.providers = providers;
        this.payers = payers;
    }

    /** Answers what the payer's app needs; the order must wait for money, now and when it commits. */
    Answer begin(Call call, Tx tx) {
        var wanted = call.body(Wanted.class).channel();
        var channel = Channel.of(wanted == null ? "" : wanted);
        var provider = providers.of(channel);
        var member = call.principal().id();
        var payable = orders().payable(context.database(), call.path("id"), member);
        var payment = payment(channel, member, payable);
        var charge = charge(payment, payable.description(), payers.payer(call, channel));
        var clientParams = Providers.asked(() -> provider.order(charge));
        var locked = orders().payableLocked(tx, payable.orderId(), member);
        if (locked.amount() != payable.amount()) {
            throw Problem.conflict("order-changed", "The order has changed meanwhile.");
        }
        if (payments.pending(tx, payable.orderId()) >= MOST_PENDING) {
            throw Problem.conflict("too-many-payments", "The order has too many payments under way; use one of them.");
        }
        payments.insert(tx, payment, payment.createdAt().plus(config.askAfter()));
        var access = Access.own(
                call.principal(),
                Access.Action.WRITE,
                Access.Resource.of("payment", payment.paymentId()),
                call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        return Answer.created(new Begun(payment.paymentId(), payment.status().word(), clientParams));
    }

    private Payment payment(Channel channel, String member, PayableOrders.Payable payable) {
        var now = context.clock().instant();
        return new Payment(
                Ids.make("pay"),
                payable.orderId(),
                member,
                channel,
                payable.amount(),
                payable.currency(),
                Payment.Status.PENDING,
                null,
                null,
                now,
                now.plus(config.expireAfter()),
                null,
                0,
                0,
                0);
    }

    private static Charge charge(Payment payment, String description, @Nullable String payer) {
        return new Charge(
                payment.paymentId(),
                payment.channel(),
                payment.amount(),
                description,
                payment.createdAt(),
                payment.expiresAt(),
                payer);
    }

    /** One page of the calling member's payments, newest first. */
    Answer list(Call call) {
        var paging = Paging.of(call);
        var own = payments.ofMember(context.database(), call.principal().id(), paging);
        return paging.answer(own.stream().map(View::of).toList(), View::id);
    }

    private record Development(String provider, Map<String, String> clientParams) {}

    /** For the sandbox, which has no app: what an app would have handed to the provider. */
    Answer development(Call call) {
        var payment = payments.find(context.database(), call.path("id")).orElseThrow(() -> Problem.notFound("payment"));
        // A provider that learns of a payment only through the payer's app has to be told.
        var clientParams = payment.provider().equals("alipay")
                ? providers.of("alipay").order(charge(payment, "Mejene", null))
                : Map.<String, String>of();
        return Answer.ok(new Development(payment.provider(), clientParams));
    }

    /** An order that takes no more money: what may still be paid for it is closed at the next settling. */
    void orderSettled(Event event, Tx tx) {
        payments.checkPending(tx, event.get("orderId"), context.clock().instant());
    }

    private PayableOrders orders() {
        return context.port(PayableOrders.class);
    }
}
