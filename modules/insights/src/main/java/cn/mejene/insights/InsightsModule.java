package cn.mejene.insights;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import java.time.LocalTime;

/** Makes each consenting member's annual report and shows it to her alone. */
public final class InsightsModule implements Module<InsightsConfig> {
    private static final LocalTime MADE_AT = LocalTime.of(6, 0);

    @Override
    public String name() {
        return "insights";
    }

    @Override
    public Class<InsightsConfig> configType() {
        return InsightsConfig.class;
    }

    @Override
    public void serve(InsightsConfig config, ModuleContext context, Operations operations) {
        var making = new ReportMaking(context);
        var readers = new Readers(context.clock());

        operations.read("insights.get-report", new ReportService(context)::get);
        operations.job(new Job("insights.make-reports", new Schedule.Yearly(MADE_AT), making::run));
        operations.on("consent.consent-given", readers::given);
        operations.on("consent.consent-withdrawn", readers::withdrawn);
        operations.on("identity.child-erased", readers::erased);
    }
}
