package cn.mejene.identity.staff;

import cn.mejene.identity.session.OpenedSession;
import cn.mejene.identity.session.SessionKind;
import cn.mejene.identity.session.SessionService;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs staff in by password and TOTP. Every fault is the same 401, after the same work for known and unknown names.
 * Virtual threads only.
 */
public final class StaffSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(StaffSignIn.class);

    private final Database database;
    private final StaffCredentials credentials;
    private final StaffBudgets budgets;
    private final SessionService sessions;
    private final AuditAppender audit;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Member(String id, String role, @Nullable String clinicId) {}

    private record SignedIn(String accessToken, String refreshToken, long expiresIn, Member staff) {
        @Override
        public String toString() {
            return "SignedIn[***]";
        }
    }

    public StaffSignIn(
            Database database,
            StaffCredentials credentials,
            StaffBudgets budgets,
            SessionService sessions,
            AuditAppender audit) {
        this.database = database;
        this.credentials = credentials;
        this.budgets = budgets;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Signs in; an attempt is counted before it is judged and given back when it was right. */
    public Answer signIn(Call call, StaffGrant grant) {
        database.run(tx -> budgets.spend(tx, grant.username(), call.client()));
        var proved = credentials.prove(grant, call);
        var opened = proved.flatMap(p -> database.transaction(tx -> enter(tx, call, grant, p)));
        if (proved.isEmpty() || opened.isEmpty()) {
            LOG.atInfo().addKeyValue("grant", "staff").log("sign-in refused");
            throw Problem.unauthorized(
                    "credentials-invalid", "The name, the password or the one-time password is wrong.");
        }
        var staff = proved.get().staff();
        var tokens = sessions.tokens(opened.get());
        return Answer.created(new SignedIn(
                tokens.accessToken(),
                tokens.refreshToken(),
                tokens.expiresIn(),
                new Member(staff.id(), staff.role(), staff.clinicId())));
    }

    private Optional<OpenedSession> enter(Tx tx, Call call, StaffGrant grant, StaffCredentials.Proved proved) {
        if (!credentials.acceptStep(tx, proved)) {
            return Optional.empty();
        }
        budgets.giveBack(tx, grant.username(), call.client());
        var staff = proved.staff();
        var session = sessions.begin(tx, staff.id(), SessionKind.STAFF, null);
        var access = Access.own(
                staff.principal(session.id()), Action.WRITE, Resource.of("session", session.id()), call.traceId());
        audit.append(tx, AuditEntry.allowed(access, call.operation()));
        return Optional.of(session);
    }
}
