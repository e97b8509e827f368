package cn.mejene.membership.order;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.membership.catalogue.Catalogue;
import cn.mejene.membership.order.Order.Status;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What members do with their orders: place, see, cancel (policy I(A)2, I(A)5). Stateless. */
public final class OrderService {
    private final OrderRepository orders = new OrderRepository();
    private final ShipmentRepository shipments = new ShipmentRepository();
    private final ModuleContext context;
    private final Catalogue catalogue;
    private final OrderEvents events;

    private record LineView(String sku, String title, int quantity, long price) {}

    private record ShipmentView(String carrier, String trackingNumber, String state) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            String id,
            String status,
            List<LineView> items,
            long amount,
            String currency,
            Instant createdAt,
            Map<String, Instant> steps,
            @Nullable ShipTo shipTo,
            @Nullable String planEvidence,
            @Nullable ShipmentView shipment) {

        /** Shows nothing of the person. */
        @Override
        public String toString() {
            return "View[" + id + "]";
        }
    }

    private record Open(int open) {}

    private record Member(String memberId) {}

    private record Plan(String evidenceId, String memberId) {}

    private record PlanConfirmed(boolean confirmed) {}

    public OrderService(ModuleContext context, Catalogue catalogue) {
        this.context = context;
        this.catalogue = catalogue;
        this.events = new OrderEvents(context);
    }

    public Answer place(Call call, Tx tx) {
        var member = call.principal().id();
        var wanted = NewOrder.of(call.body(NewOrder.Wanted.class), catalogue, context.database());
        requireConfirmed(call, wanted.planEvidence());
        var id = Ids.make("ord");
        var shipTo = wanted.shipTo();
        var now = context.clock().instant();
        var order = new Order(
                id,
                member,
                Status.AWAITING_PAYMENT,
                wanted.physical(),
                Order.total(wanted.lines()),
                "CNY",
                shipTo == null ? null : keys().seal(ShipTo.place(member, id), shipTo),
                wanted.planEvidence(),
                now);
        orders.insert(tx, order, wanted.lines());
        orders.advance(tx, id, Status.DRAFT, Status.AWAITING_PAYMENT, now);
        log(call, tx, id);
        events.tell(tx, order, "placed");
        return Answer.created(view(tx, order, Language.of(call), shipTo, null)).header("Location", "/v1/orders/" + id);
    }

    /** What is made is made by a plan that the member herself has confirmed, where an order names one. */
    private void requireConfirmed(Call call, @Nullable String planEvidence) {
        if (planEvidence == null) {
            return;
        }
        var asked = new Plan(planEvidence, call.principal().id());
        var answer = context.bus().call(call.to("records.plan-confirmed", asked));
        if (!answer.body(PlanConfirmed.class).confirmed()) {
            throw Problem.of(
                    422,
                    "plan-not-confirmed",
                    "This is no evidence of a plan that you have confirmed and that still holds.");
        }
    }

    /** One page of the calling member's orders, newest first; addresses stay shut. */
    public Answer list(Call call) {
        var paging = Paging.of(call);
        var language = Language.of(call);
        var own = orders.ofMember(context.database(), call.principal().id(), paging);
        var views = own.stream()
                .map(order -> view(context.database(), order, language, null, null))
                .toList();
        return paging.answer(views, View::id);
    }

    /** One of the calling member's orders, with its address. */
    public Answer get(Call call) {
        var order = own(
                call,
                Action.READ,
                orders.find(context.database(), call.path("id")).orElse(null));
        if (order.shipTo() == null) {
            return Answer.ok(view(context.database(), order, Language.of(call), null, null));
        }
        var access = Access.own(call.principal(), Action.READ, Resource.of("order", order.orderId()), call.traceId());
        var opened = keys().open(access, call.operation());
        var shipTo = opened.value(ShipTo.place(order.memberId(), order.orderId()), order.shipTo(), ShipTo.class);
        var shipment = shipments
                .find(context.database(), order.orderId())
                .map(sent -> new ShipmentView(
                        sent.carrier(),
                        opened.value(Tracking.place(order.memberId(), order.orderId()), sent.tracking(), Tracking.class)
                                .number(),
                        sent.state()))
                .orElse(null);
        return Answer.ok(view(context.database(), order, Language.of(call), shipTo, shipment));
    }

    /** Cancels an order that nothing was paid for. */
    public Answer cancel(Call call, Tx tx) {
        var order =
                own(call, Action.WRITE, orders.findLocked(tx, call.path("id")).orElse(null));
        if (order.status() == Status.CANCELLED) {
            return Answer.ok(view(tx, order, Language.of(call), null, null));
        }
        if (!orders.advance(
                tx,
                order.orderId(),
                Status.AWAITING_PAYMENT,
                Status.CANCELLED,
                context.clock().instant())) {
            throw Problem.conflict("order-not-cancellable", "The order has been paid; customer service can refund it.");
        }
        log(call, tx, order.orderId());
        events.tell(tx, order, "cancelled");
        var cancelled = orders.find(tx, order.orderId()).orElseThrow();
        return Answer.ok(view(tx, cancelled, Language.of(call), null, null));
    }

    /** For other modules: how many orders of a member are under way. */
    public Answer open(Call call) {
        return Answer.ok(
                new Open(orders.open(context.database(), call.body(Member.class).memberId())));
    }

    private Order own(Call call, Action action, @Nullable Order order) {
        if (order == null) {
            throw Problem.notFound("order");
        }
        if (!order.memberId().equals(call.principal().id())) {
            throw new Others(context).hidden(call, order.memberId(), action, Resource.of("order", order.orderId()));
        }
        return order;
    }

    private View view(
            Sql sql, Order order, Language language, @Nullable ShipTo shipTo, @Nullable ShipmentView shipment) {
        var lines = orders.lines(sql, order.orderId()).stream()
                .map(line -> new LineView(
                        line.sku(),
                        catalogue.sold(sql, line.sku(), line.version()).title().in(language),
                        line.quantity(),
                        line.price()))
                .toList();
        var steps = new LinkedHashMap<String, Instant>();
        orders.steps(sql, order.orderId())
                .forEach(step -> steps.put(step.status().word(), step.at()));
        return new View(
                order.orderId(),
                order.status().word(),
                lines,
                order.total(),
                order.currency(),
                order.createdAt(),
                steps,
                shipTo,
                order.planEvidence(),
                shipment);
    }

    private void log(Call call, Tx tx, String orderId) {
        var access = Access.own(call.principal(), Action.WRITE, Resource.of("order", orderId), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
