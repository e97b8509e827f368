package cn.mejene.membership.order;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import java.util.Map;

/** Tells what happened to an order, by its id. Stateless. */
final class OrderEvents {
    private final ModuleContext context;

    OrderEvents(ModuleContext context) {
        this.context = context;
    }

    /** @param what e.g. {@code paid} */
    void tell(Tx tx, Order order, String what) {
        context.outbox()
                .append(tx, Event.of("membership.order-" + what, order.memberId(), Map.of("orderId", order.orderId())));
    }
}
