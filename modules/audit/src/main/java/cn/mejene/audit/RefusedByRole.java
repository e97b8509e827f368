package cn.mejene.audit;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;

/**
 * Notes what the edge refuses before any module is asked: calls of operations that are not for the caller's role, or not
 * without a step-up. Whose data would have been meant is not known then. Virtual threads only.
 */
final class RefusedByRole {
    private static final String NOBODYS = "platform";
    private static final String UNKNOWN = "unknown";

    private final ModuleContext context;

    private record Refused(String operation, String code) {}

    RefusedByRole(ModuleContext context) {
        this.context = context;
    }

    Answer note(Call call) {
        var refused = call.body(Refused.class);
        var access = new Access(
                call.principal(),
                NOBODYS,
                Action.READ,
                Resource.of("operation", refused.operation()),
                UNKNOWN,
                LegalBasis.STATUTORY,
                call.traceId());
        context.port(AuditAppender.class).record(AuditEntry.refused(access, refused.operation(), refused.code()));
        return Answer.noContent();
    }
}
