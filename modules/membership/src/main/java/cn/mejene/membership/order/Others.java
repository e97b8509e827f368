package cn.mejene.membership.order;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.LegalBasis;

/** What is somebody else's looks as if it were not there; that it was asked for is logged first. Stateless. */
record Others(ModuleContext context) {

    /** @param owner whose thing it is */
    Problem hidden(Call call, String owner, Action action, Resource thing) {
        var access = new Access(call.principal(), owner, action, thing, "self", LegalBasis.OWN_REQUEST, call.traceId());
        return context.port(AuditAppender.class).hidden(access, call.operation(), thing.type());
    }
}
