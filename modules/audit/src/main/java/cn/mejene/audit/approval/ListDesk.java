package cn.mejene.audit.approval;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.call.Presentation;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.ListApprovals;
import cn.mejene.vault.KeyRing;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Lists are to be looked at and nothing else, unless somebody asked with a reason and somebody else said yes, for some
 * hours (policy IV(A)4). Wish, decision and each use are logged. Stateless.
 */
public final class ListDesk implements ListApprovals {
    private static final String PLATFORM = "platform";
    private static final String PURPOSE = "oversight";
    private static final String TYPE = "list-approval";
    private static final int NAME_BYTES = 16;

    private final ModuleContext context;
    private final ListApprovalRepository repository = new ListApprovalRepository();

    private record Wish(String list, String reason) {}

    private record Decision(String decision, @Nullable Integer hours) {}

    public ListDesk(ModuleContext context) {
        this.context = context;
    }

    /** Registers what staff may call. */
    public void serve(Operations operations) {
        operations.write("audit.ask-list-approval", this::ask);
        operations.read("audit.list-list-approvals", this::list);
        operations.write("audit.decide-list-approval", this::decide);
    }

    @Override
    public Presentation present(Call call, String kind, String about, String subject) {
        var now = context.clock().instant();
        var hash = context.port(KeyRing.class).blindIndex("list", kind + '\0' + about);
        var name = kind + "." + HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        var looked = Presentation.lookOnly(call, now).named(name);
        var valid = repository.valid(context.database(), call.principal().id(), name, now);
        if (valid.isEmpty()) {
            return looked;
        }
        var approval = valid.get();
        var access = access(call, subject, Action.READ, approval.id());
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
        return looked.lifted(approval.id(), String.valueOf(approval.expiresAt()));
    }

    private Answer ask(Call call, Tx tx) {
        var wish = call.body(Wish.class);
        var asked = new ListApproval(
                Ids.make("lap"),
                wish.list(),
                call.principal().id(),
                wish.reason(),
                context.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                null,
                null,
                null,
                null);
        repository.insert(tx, asked);
        log(tx, call, Action.WRITE, asked.id());
        return Answer.created(asked);
    }

    private Answer list(Call call) {
        var paging = Paging.of(call);
        return paging.answer(repository.list(context.database(), paging.after(), paging.limit() + 1), ListApproval::id);
    }

    private Answer decide(Call call, Tx tx) {
        var decision = call.body(Decision.class);
        boolean approved = decision.decision().equals("approved");
        var hours = decision.hours();
        if (approved != (hours != null)) {
            throw Problem.invalid("/hours", "required", "An approval, and nothing else, is for some hours.");
        }
        var asked =
                repository.locked(tx, call.path("listApprovalId")).orElseThrow(() -> Problem.notFound("list approval"));
        if (asked.viewer().equals(call.principal().id())) {
            throw Problem.forbidden("Somebody else decides on what one asks for oneself.");
        }
        if (asked.decision() != null) {
            throw Problem.conflict("already-decided", "Somebody has decided.");
        }
        var now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var until = hours == null ? null : now.plus(Duration.ofHours(hours));
        repository.decide(tx, asked.id(), decision.decision(), call.principal().id(), now, until);
        log(tx, call, Action.WRITE, asked.id());
        return Answer.ok(repository.locked(tx, asked.id()).orElseThrow());
    }

    private void log(Tx tx, Call call, Action action, String id) {
        var entry = AuditEntry.allowed(access(call, PLATFORM, action, id), call.operation());
        context.port(AuditAppender.class).append(tx, entry);
    }

    private static Access access(Call call, String subject, Action action, String id) {
        return new Access(
                call.principal(),
                subject,
                action,
                Resource.of(TYPE, id),
                PURPOSE,
                LegalBasis.STATUTORY,
                call.traceId());
    }
}
