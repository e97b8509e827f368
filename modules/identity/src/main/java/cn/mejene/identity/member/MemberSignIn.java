package cn.mejene.identity.member;

import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.code.PhoneIndex;
import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.identity.session.OpenedSession;
import cn.mejene.identity.session.SessionKind;
import cn.mejene.identity.session.SessionService;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.KeyRing;

/**
 * Signs a member in by a code to her number; registers her at the first time. Account, acceptance of the policy,
 * session and log entry commit together. Virtual threads only.
 */
public final class MemberSignIn {
    private final Database database;
    private final KeyRing keyRing;
    private final PhoneNumbers numbers;
    private final CodeService codes;
    private final SessionService sessions;
    private final Enrolment enrolment;

    private record Member(String id, String status) {}

    private record SignedIn(String accessToken, String refreshToken, long expiresIn, Member member, boolean restored) {
        @Override
        public String toString() {
            return "SignedIn[***]";
        }
    }

    private record Entered(Account account, OpenedSession session) {}

    public MemberSignIn(
            Database database,
            KeyRing keyRing,
            PhoneNumbers numbers,
            CodeService codes,
            SessionService sessions,
            Enrolment enrolment) {
        this.database = database;
        this.keyRing = keyRing;
        this.numbers = numbers;
        this.codes = codes;
        this.sessions = sessions;
        this.enrolment = enrolment;
    }

    /** Signs in; the code is judged first, so that a try counts whatever else is wrong. */
    public Answer signIn(Call call, SmsGrant grant) {
        var phone = numbers.read(grant.phone());
        var index = PhoneIndex.of(keyRing, phone);
        codes.check(grant.requestId(), index, CodePurpose.LOGIN, grant.code());
        requireRead(grant);
        var entered = database.transaction(tx -> enter(tx, call, grant, phone, index));
        var tokens = sessions.tokens(entered.session());
        var account = entered.account();
        return Answer.created(new SignedIn(
                tokens.accessToken(),
                tokens.refreshToken(),
                tokens.expiresIn(),
                new Member(account.memberId(), account.status()),
                false));
    }

    private static void requireRead(SmsGrant grant) {
        if (!grant.readConfirmed()) {
            throw Problem.invalid("/readConfirmed", "const", "The policy's emphasised terms are to be read first.");
        }
    }

    private Entered enter(Tx tx, Call call, SmsGrant grant, PhoneNumber phone, PhoneIndex index) {
        codes.use(tx, grant.requestId(), index);
        var account = enrolment.accounts().of(tx, phone, index, grant);
        enrolment
                .policies()
                .accept(
                        tx,
                        account.memberId(),
                        grant.policyVersion(),
                        Language.of(call).tag());
        var session = sessions.begin(tx, account.memberId(), SessionKind.MEMBER, grant.device());
        var access = Access.own(
                Principal.member(account.memberId(), session.id()),
                Action.WRITE,
                Resource.of("session", session.id()),
                call.traceId());
        enrolment.audit().append(tx, AuditEntry.allowed(access, call.operation()));
        return new Entered(account, session);
    }
}
