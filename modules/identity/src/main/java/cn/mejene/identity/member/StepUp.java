package cn.mejene.identity.member;

import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.token.AccessTokens;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import java.util.regex.Pattern;

/**
 * Lets a member prove again who she is (policy V(A)4): a code to her own number buys one call of one operation. Virtual
 * threads only.
 */
public final class StepUp {
    private static final Pattern OPERATION = Pattern.compile("[a-z]+\\.[a-z]+(-[a-z]+)*");

    private final Database database;
    private final Accounts accounts;
    private final CodeService codes;
    private final AccessTokens tokens;
    private final AuditAppender audit;

    private record Request(String requestId, String code, String operation) {
        @Override
        public String toString() {
            return "Request[" + requestId + "]";
        }
    }

    private record UsedCode(String requestId, String code) {
        @Override
        public String toString() {
            return "UsedCode[" + requestId + "]";
        }
    }

    private record Token(String accessToken, long expiresIn) {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    public StepUp(Database database, Accounts accounts, CodeService codes, AccessTokens tokens, AuditAppender audit) {
        this.database = database;
        this.accounts = accounts;
        this.codes = codes;
        this.tokens = tokens;
        this.audit = audit;
    }

    /** Uses a member's step-up code up for another module's operation, which it says yes to and nothing else. */
    public Answer useCode(Call call) {
        var used = call.body(UsedCode.class);
        var member = call.principal();
        var phone = accounts.phoneIndex(member.id());
        codes.check(used.requestId(), phone, CodePurpose.STEP_UP, used.code());
        database.run(tx -> {
            codes.use(tx, used.requestId(), phone);
            var access = Access.own(member, Action.WRITE, Resource.of("step-up"), call.traceId());
            audit.append(tx, AuditEntry.allowed(access, call.operation()));
        });
        return Answer.noContent();
    }

    /** A code that was sent to any other number than the caller's own is as wrong as any other. */
    public Answer stepUp(Call call) {
        var request = call.body(Request.class);
        var member = call.principal();
        var session = member.sessionId();
        if (session == null) {
            throw Problem.unauthorized("session-ended", "The session has ended; sign in again.");
        }
        if (!OPERATION.matcher(request.operation()).matches()) {
            throw Problem.invalid("/operation", "pattern", "The operation is named by its operationId.");
        }
        var phone = accounts.phoneIndex(member.id());
        codes.check(request.requestId(), phone, CodePurpose.STEP_UP, request.code());
        database.run(tx -> {
            codes.use(tx, request.requestId(), phone);
            var access = Access.own(member, Action.WRITE, Resource.of("session", session), call.traceId());
            audit.append(tx, AuditEntry.allowed(access, call.operation()));
        });
        var token = tokens.stepUp(member.id(), session, request.operation());
        return Answer.ok(new Token(token.value(), token.expiresIn()));
    }
}
