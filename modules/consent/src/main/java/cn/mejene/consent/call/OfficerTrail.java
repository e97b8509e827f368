package cn.mejene.consent.call;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;

/** What officers' acts leave in the access log: they serve oversight, which the law demands. Stateless. */
public final class OfficerTrail {
    private static final String PURPOSE = "oversight";

    private final ModuleContext context;

    public OfficerTrail(ModuleContext context) {
        this.context = context;
    }

    /** In the transaction of the act. */
    public void wrote(Tx tx, Call call, String subject, Resource resource) {
        context.port(AuditAppender.class)
                .append(tx, AuditEntry.allowed(access(call, subject, Action.WRITE, resource), call.operation()));
    }

    /** Before what is about people is read; durable by itself. */
    public void reads(Call call, Resource resource) {
        var access = access(call, "platform", Action.READ, resource);
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
    }

    private static Access access(Call call, String subject, Action action, Resource resource) {
        return new Access(call.principal(), subject, action, resource, PURPOSE, LegalBasis.STATUTORY, call.traceId());
    }
}
