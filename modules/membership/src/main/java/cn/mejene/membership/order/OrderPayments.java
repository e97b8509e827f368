package cn.mejene.membership.order;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.data.Sql;
import cn.mejene.kernel.data.Tx;
import cn.mejene.membership.catalogue.Catalogue;
import cn.mejene.membership.order.Order.Status;
import cn.mejene.membership.term.MembershipService;
import cn.mejene.membership.term.MembershipService.Bought;
import java.time.Instant;
import java.util.List;

/** What payments do to orders, in their own transactions. Stateless. */
public final class OrderPayments implements PayableOrders {
    /** What a payer's provider is told: not what was ordered. */
    private static final String DESCRIPTION = "觅臻颜订单";

    private final OrderRepository orders = new OrderRepository();
    private final ModuleContext context;
    private final Catalogue catalogue;
    private final MembershipService memberships;
    private final OrderEvents events;

    public OrderPayments(ModuleContext context, Catalogue catalogue, MembershipService memberships) {
        this.context = context;
        this.catalogue = catalogue;
        this.memberships = memberships;
        this.events = new OrderEvents(context);
    }

    @Override
    public Payable payable(Sql sql, String orderId, String memberId) {
        return payable(orders.find(sql, orderId).orElseThrow(() -> Problem.notFound("order")), memberId);
    }

    @Override
    public Payable payableLocked(Tx tx, String orderId, String memberId) {
        return payable(orders.findLocked(tx, orderId).orElseThrow(() -> Problem.notFound("order")), memberId);
    }

    private static Payable payable(Order order, String memberId) {
        if (!order.memberId().equals(memberId)) {
            throw Problem.notFound("order");
        }
        if (order.status() != Status.AWAITING_PAYMENT) {
            throw Problem.conflict("order-not-payable", "The order does not wait for money.");
        }
        return new Payable(order.orderId(), order.total(), order.currency(), DESCRIPTION);
    }

    @Override
    public boolean awaitsMoney(Sql sql, String orderId) {
        return orders.find(sql, orderId)
                .filter(order -> order.status() == Status.AWAITING_PAYMENT)
                .isPresent();
    }

    @Override
    public boolean paid(Tx tx, Money money) {
        if (!orders.pay(
                tx,
                money.orderId(),
                money.paymentId(),
                money.amount(),
                context.clock().instant())) {
            return false;
        }
        memberships.extend(tx, money.memberId(), plans(tx, money.orderId()), money.at());
        events.tell(tx, orders.find(tx, money.orderId()).orElseThrow(), "paid");
        return true;
    }

    private List<Bought> plans(Tx tx, String orderId) {
        return orders.lines(tx, orderId).stream()
                .map(line -> new Bought(
                        orderId, line.line(), catalogue.sold(tx, line.sku(), line.version()), line.quantity()))
                .filter(bought -> bought.plan().isPlan())
                .toList();
    }

    @Override
    public void refunded(Tx tx, Money money, long refunded, Instant at) {
        var order = orders.findLocked(tx, money.orderId()).orElseThrow();
        memberships.shorten(tx, order.memberId(), order.orderId(), refunded, order.total());
        if (refunded == order.total()) {
            orders.advance(
                    tx,
                    order.orderId(),
                    order.status(),
                    Status.REFUNDED,
                    context.clock().instant());
            events.tell(tx, order, "refunded");
        }
    }
}
