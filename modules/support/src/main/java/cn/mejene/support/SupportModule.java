package cn.mejene.support;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import java.time.LocalTime;

/** Customer service; tells others which members have an unsettled complaint. */
public final class SupportModule implements Module<SupportConfig> {

    @Override
    public String name() {
        return "support";
    }

    @Override
    public Class<SupportConfig> configType() {
        return SupportConfig.class;
    }

    @Override
    public void serve(SupportConfig config, ModuleContext context, Operations operations) {
        var tickets = new TicketService(context);
        var keeping = new TicketKeeping(context, config);

        operations.write("support.open-ticket", tickets::open);
        operations.read("support.list-tickets", tickets::list);
        operations.read("support.get-ticket", tickets::get);
        operations.write("support.add-message", tickets::write);
        operations.write("support.close-ticket", tickets::close);
        operations.internal("support.open-complaints", tickets::complaints);
        operations.on("identity.child-erased", keeping::erased);
        operations.job(new Job("support.close-answered", new Schedule.Daily(LocalTime.of(4, 0)), keeping::close));
    }
}
