package cn.mejene.membership;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.membership.carrier.Carrier;
import cn.mejene.membership.carrier.Kuaidi100;
import cn.mejene.membership.carrier.KuaidiSubscriptions;
import cn.mejene.membership.carrier.SfExpress;
import cn.mejene.membership.carrier.SfOrders;
import cn.mejene.membership.catalogue.Catalogue;
import cn.mejene.membership.order.OrderKeeping;
import cn.mejene.membership.order.OrderPayments;
import cn.mejene.membership.order.OrderService;
import cn.mejene.membership.order.Shipping;
import cn.mejene.membership.order.Warranties;
import cn.mejene.membership.term.MembershipService;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** What is sold, ordered, sent, and what members are entitled to. */
public final class MembershipModule implements Module<MembershipConfig> {

    @Override
    public String name() {
        return "membership";
    }

    @Override
    public Class<MembershipConfig> configType() {
        return MembershipConfig.class;
    }

    @Override
    public void provide(MembershipConfig config, ModuleContext context, Ports ports) {
        var catalogue = new Catalogue(context);
        ports.provide(
                PayableOrders.class, new OrderPayments(context, catalogue, new MembershipService(context, catalogue)));
    }

    @Override
    public void prepare(MembershipConfig config, ModuleContext context) {
        new Catalogue(context).publish();
    }

    @Override
    public void serve(MembershipConfig config, ModuleContext context, Operations operations) {
        var catalogue = new Catalogue(context);
        var memberships = new MembershipService(context, catalogue);
        var orders = new OrderService(context, catalogue);
        var warranties = new Warranties(context, catalogue);
        var shipping = new Shipping(context, carriers(config, context), warranties);

        operations.read("membership.list-plans", catalogue::plans);
        operations.read("membership.list-products", catalogue::products);
        operations.write("membership.place-order", orders::place);
        operations.read("membership.list-orders", orders::list);
        operations.read("membership.get-order", orders::get);
        operations.write("membership.cancel-order", orders::cancel);
        operations.write("membership.advance-order", shipping::advance);
        operations.read("membership.carrier-notice", shipping::pushed);
        operations.read("membership.list-warranties", warranties::list);
        operations.read("membership.get-warranty-evidence", warranties::evidence);
        operations.read("membership.get-own", memberships::own);
        operations.write("membership.claim-benefit", memberships::claim);
        operations.internal("membership.open-orders", orders::open);
        operations.job(new Job(
                "membership.keep-orders",
                new Schedule.Daily(LocalTime.of(3, 0)),
                new OrderKeeping(context, config)::run));
        operations.job(new Job(
                "membership.follow-parcels", new Schedule.RealInterval(Duration.ofMinutes(5)), shipping::followAgain));
        operations.job(new Job("membership.remind", new Schedule.Daily(LocalTime.of(9, 0)), memberships::remind));
    }

    private static List<Carrier> carriers(MembershipConfig config, ModuleContext context) {
        var carriers = new ArrayList<Carrier>();
        var kuaidi = config.kuaidi100();
        carriers.add(new Kuaidi100(kuaidi == null ? null : new KuaidiSubscriptions(context.outbound(), kuaidi)));
        var sf = config.sf();
        if (sf != null) {
            var orders = new SfOrders(context.outbound(), sf, context.clock());
            carriers.add(new SfExpress(sf.checkWord(), sf.callbackSecret(), orders::order));
        }
        return carriers;
    }
}
