package cn.mejene.audit;

import cn.mejene.kernel.Module;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Ports;
import cn.mejene.kernel.privacy.AuditAppender;

/** The access log and the member's view of it. */
public final class AuditModule implements Module<AuditConfig> {
    private final LogRepository repository = new LogRepository();

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public Class<AuditConfig> configType() {
        return AuditConfig.class;
    }

    @Override
    public void provide(AuditConfig config, ModuleContext context, Ports ports) {
        ports.provide(AuditAppender.class, new AccessLog(context, repository));
    }

    @Override
    public void serve(AuditConfig config, ModuleContext context, Operations operations) {
        var views = new MemberView(context, repository);
        operations.read("audit.list-own", views::list);
    }
}
