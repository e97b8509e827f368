package cn.mejene.identity.staff;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Paging;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.vault.KeyRing;

/** What an administrator does with staff accounts; every step is in the log. Virtual threads only. */
public final class StaffAdministration {
    private final ModuleContext context;
    private final StaffAccounts accounts;
    private final StaffListingRepository listing = new StaffListingRepository();

    public StaffAdministration(ModuleContext context) {
        this.context = context;
        this.accounts = new StaffAccounts(context.port(KeyRing.class), context.clock());
    }

    public Answer create(Call call, Tx tx) {
        var issued = accounts.create(tx, call.body(NewStaff.class));
        log(call, tx, issued.id(), Action.WRITE);
        return Answer.created(issued);
    }

    public Answer list(Call call) {
        var paging = Paging.of(call);
        var access = access(call, "platform", Action.READ, Resource.of("staff"));
        context.port(AuditAppender.class).record(AuditEntry.allowed(access, call.operation()));
        return paging.answer(listing.page(context.database(), paging), StaffListingRepository.One::id);
    }

    public Answer reset(Call call, Tx tx) {
        var issued = accounts.reset(tx, call.path("id"));
        log(call, tx, issued.id(), Action.WRITE);
        return Answer.ok(issued);
    }

    /** @throws Problem 409 {@code own-account}: nobody disables herself by a slip */
    public Answer disable(Call call, Tx tx) {
        var id = call.path("id");
        if (id.equals(call.principal().id())) {
            throw Problem.conflict("own-account", "Another administrator has to disable this account.");
        }
        accounts.disable(tx, id);
        log(call, tx, id, Action.ERASE);
        return Answer.noContent();
    }

    private void log(Call call, Tx tx, String staff, Action action) {
        var access = access(call, staff, action, Resource.of("staff", staff));
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    private static Access access(Call call, String staff, Action action, Resource resource) {
        return new Access(
                call.principal(), staff, action, resource, "administration", LegalBasis.CONTRACT, call.traceId());
    }
}
