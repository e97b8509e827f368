package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.DeviceCredentials;
import cn.mejene.identity.session.OpenedSession;
import cn.mejene.identity.session.SessionKind;
import cn.mejene.identity.session.SessionService;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Language;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import cn.mejene.kernel.privacy.PolicyAcceptances.Acceptance;
import java.util.stream.Stream;

/**
 * What every way of signing a member in ends with: acceptance of the policy, session and log entry, in the transaction
 * that found or made her account. Virtual threads only.
 */
public final class Entrance {
    private final SessionService sessions;
    private final PolicyAcceptances policies;
    private final AuditAppender audit;
    private final UnusualSignIns unusual;
    private final DeviceCredentials devices;
    private final Bus bus;

    private record Noted(String signal) {}

    private record Member(String id, String status) {}

    private record SignedIn(
            String accessToken,
            String refreshToken,
            long expiresIn,
            Member member,
            String deviceCredential,
            boolean restored) {
        @Override
        public String toString() {
            return "SignedIn[***]";
        }
    }

    /** Somebody who is in as soon as the transaction commits. */
    record Entered(Account account, OpenedSession session, String deviceCredential) {}

    public Entrance(
            SessionService sessions,
            PolicyAcceptances policies,
            AuditAppender audit,
            UnusualSignIns unusual,
            DeviceCredentials devices,
            Bus bus) {
        this.sessions = sessions;
        this.policies = policies;
        this.audit = audit;
        this.unusual = unusual;
        this.devices = devices;
        this.bus = bus;
    }

    /** @param phone the number whose codes the device may ask for from now on without waiting for strangers */
    Entered enter(Tx tx, Call call, Account account, AddressIndex phone, Stated stated, int failures) {
        var member = account.memberId();
        policies.accept(
                tx,
                member,
                new Acceptance(stated.policyVersion(), Language.of(call).tag(), stated.channel(), call.client()));
        unusual.entered(tx, member, stated.device(), call.client(), failures);
        var session = sessions.begin(tx, member, SessionKind.MEMBER, stated.device());
        var access = Access.own(
                Principal.member(member, session.id()),
                Action.WRITE,
                Resource.of("session", session.id()),
                call.traceId());
        audit.append(tx, AuditEntry.allowed(access, call.operation()));
        return new Entered(account, session, devices.make(phone));
    }

    /** The tokens, once the transaction has committed. */
    Answer answer(Call call, Entered entered) {
        keepSignal(call, entered);
        var tokens = sessions.tokens(entered.session());
        var account = entered.account();
        return Answer.created(new SignedIn(
                tokens.accessToken(),
                tokens.refreshToken(),
                tokens.expiresIn(),
                new Member(account.memberId(), account.status()),
                entered.deviceCredential(),
                false));
    }

    /** A signal that came with this very call counts for the account from now on (policy II(C)1). */
    private void keepSignal(Call call, Entered entered) {
        var member =
                Principal.member(entered.account().memberId(), entered.session().id());
        Stream.of("sec-gpc", "dnt")
                .filter(name -> call.header(name).isPresent())
                .findFirst()
                .ifPresent(signal -> bus.call(call.by(member).to("consent.note-opt-out", new Noted(signal))));
    }
}
