package cn.mejene.membership.order;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.job.Job;
import cn.mejene.membership.MembershipConfig;
import cn.mejene.membership.order.Order.Status;
import java.time.Instant;

/** Ends orders by time: those nobody paid for are cancelled, those that are fulfilled become completed. Stateless. */
public final class OrderKeeping {
    private static final int BATCH = 200;

    private final OrderRepository orders = new OrderRepository();
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
