package cn.mejene.consent.call;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import java.util.Map;

/** What every change a member makes leaves behind in its transaction: an entry in the access log and an event. */
public final class Trail {
    private final ModuleContext context;

    public Trail(ModuleContext context) {
        this.context = context;
    }

    /** Notes that the calling member changed the resource. */
    public void changed(Tx tx, Call call, Access.Resource resource, String eventType, Map<String, String> data) {
        var access = Access.own(call.principal(), Access.Action.WRITE, resource, call.traceId());
        changed(tx, access, call.operation(), eventType, data);
    }

    /** Notes, before it happens, that somebody else is shown what a member has decided. */
    public void shown(Access access, String operation) {
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, operation));
    }

    /** Notes what was asked for through support and changed nothing. */
    public void noted(Tx tx, Access access, String operation) {
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, operation));
    }

    /** Notes a change that the access describes; the event is the member's whose data it is. */
    public void changed(Tx tx, Access access, String operation, String eventType, Map<String, String> data) {
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, operation));
        context.outbox().append(tx, Event.of(eventType, access.subject(), data));
    }
}
