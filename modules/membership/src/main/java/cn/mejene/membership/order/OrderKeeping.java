package cn.mejene.membership.order;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.membership.MembershipConfig;
import cn.mejene.membership.order.Order.Status;
import cn.mejene.membership.order.ShipmentRepository.Shipment;
import cn.mejene.vault.KeyRing;
import java.time.Instant;
import java.time.Period;
import java.util.stream.Stream;

/**
 * Ends orders by time: those nobody paid for are cancelled, those that are fulfilled become completed, and where one went
 * is forgotten three years after its end (policy I(A)5, VII(B); E-Commerce Law 31). Stateless.
 */
public final class OrderKeeping {
    private static final int BATCH = 200;

    private static final Period KEPT = Period.ofYears(3);

    private final OrderRepository orders = new OrderRepository();
    private final ShipmentRepository shipments = new ShipmentRepository();
    private final ModuleContext context;
    private final MembershipConfig config;
    private final OrderEvents events;

    public OrderKeeping(ModuleContext context, MembershipConfig config) {
        this.context = context;
        this.config = config;
        this.events = new OrderEvents(context);
    }

    /** One day's round. */
    public void run(Job.Run run) {
        var unpaid = run.due().minus(config.cancelAfter());
        for (var physical : new boolean[] {false, true}) {
            end(run, Status.AWAITING_PAYMENT, physical, unpaid, Status.CANCELLED, "cancelled");
        }
        var fulfilled = run.due().minus(config.completeAfter());
        end(run, Status.PAID, false, fulfilled, Status.COMPLETED, "completed");
        end(run, Status.DELIVERED, true, fulfilled, Status.COMPLETED, "completed");
        forget(run, run.due().atZone(Schedule.ZONE).minus(KEPT).toInstant());
    }

    private void forget(Job.Run run, Instant before) {
        int forgotten;
        do {
            forgotten = context.database().transaction(tx -> {
                run.fence().check(tx);
                var over = orders.addressed(tx, before, BATCH);
                over.forEach(order -> forget(tx, order, run.due()));
                return over.size();
            });
        } while (forgotten == BATCH);
    }

    /** First the keys: what is left after a failure in between can be opened by nobody, and is found again tomorrow. */
    private void forget(Tx tx, Order order, Instant now) {
        var keys = context.port(KeyRing.class);
        Stream.concat(
                        Stream.ofNullable(order.shipTo()),
                        shipments.find(tx, order.orderId()).map(Shipment::tracking).stream())
                .forEach(keys::destroy);
        shipments.delete(tx, order.orderId());
        orders.forgetAddress(tx, order.orderId(), now);
    }

    private void end(Job.Run run, Status from, boolean physical, Instant before, Status to, String what) {
        int moved;
        do {
            moved = context.database().transaction(tx -> {
                run.fence().check(tx);
                int advanced = 0;
                for (var order : orders.since(tx, from, physical, before, BATCH)) {
                    if (orders.advance(tx, order.orderId(), from, to, run.due())) {
                        events.tell(tx, order, what);
                        advanced++;
                    }
                }
                return advanced;
            });
        } while (moved == BATCH);
    }
}
