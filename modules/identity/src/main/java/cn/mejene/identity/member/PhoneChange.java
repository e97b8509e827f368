package cn.mejene.identity.member;

import cn.mejene.identity.code.AddressIndex;
import cn.mejene.identity.code.CodePurpose;
import cn.mejene.identity.code.CodeService;
import cn.mejene.identity.code.PhoneNumbers;
import cn.mejene.identity.guardian.Guardians;
import cn.mejene.identity.session.SessionEnding;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives an account another number (policy V(A)2). The gateway has had the old one proved (step-up), a code proves the
 * new one, the database says whether it is free. Virtual threads only.
 */
public final class PhoneChange {
    private final ModuleContext context;
    private final PhoneNumbers numbers;
    private final CodeService codes;
    private final Accounts accounts;
    private final Guardians guardians;
    private final SessionEnding sessions;
    private final FormerPhones former;

    private record Wanted(
            String phone,
            String requestId,
            String code,
            @Nullable Boolean startAnew) {
        @Override
        public String toString() {
            return "Wanted[" + requestId + "]";
        }
    }

    private record Changed(String phone) {
        @Override
        public String toString() {
            return "Changed[***]";
        }
    }

    /** The number before and the number after, each as it is kept from now on. */
    private record Sealed(FormerPhones.Former before, Buffer after) {}

    public PhoneChange(
            ModuleContext context, CodeService codes, PhoneNumbers numbers, Accounts accounts, Guardians guardians) {
        this.context = context;
        this.numbers = numbers;
        this.codes = codes;
        this.accounts = accounts;
        this.guardians = guardians;
        this.sessions =
                new SessionEnding(context.port(KeyRing.class), context.port(AuditAppender.class), context.clock());
        this.former = new FormerPhones(context);
    }

    /**
     * Serves {@code identity.change-phone}.
     *
     * @throws Problem 401 {@code code-invalid}; 409 {@code phone-unchanged} or {@code phone-taken}; 422 {@code
     *     guardian-same-phone}; 403 {@code reverification-required} when the number's account was not used for long
     */
    public Answer change(Call call) {
        var wanted = call.body(Wanted.class);
        var member = call.principal().id();
        var phone = numbers.read(wanted.phone());
        var index = AddressIndex.of(keyRing(), phone);
        codes.check(wanted.requestId(), index, CodePurpose.PHONE_CHANGE, wanted.code());
        guardians.requireOthers(call, member, index);
        var old = accounts.phone(call);
        if (old.number().equals(phone)) {
            throw Problem.conflict("phone-unchanged", "The account has this number already.");
        }
        var sealed = new Sealed(
                former.seal(member, old.number()), Buffer.buffer(keyRing().seal(Accounts.place(member), phone)));
        var known = new KnownBy(null, Boolean.TRUE.equals(wanted.startAnew()), null);
        try {
            context.database().run(tx -> {
                codes.use(tx, wanted.requestId(), index);
                accounts.move(tx, member, index, sealed.after(), known);
                settle(tx, call, AddressIndex.of(keyRing(), old.number()), sealed, old.sealed());
            });
        } catch (RuntimeException e) {
            keyRing().destroy(sealed.before().phone().getBytes());
            keyRing().destroy(sealed.after().getBytes());
            throw e;
        }
        former.tell(sealed.before(), call.traceId());
        return Answer.ok(new Changed(phone.masked()));
    }

    /** Nothing that trusted the old number goes on trusting it. */
    private void settle(Tx tx, Call call, AddressIndex before, Sealed sealed, Buffer replaced) {
        var member = call.principal();
        codes.end(tx, before);
        sessions.elsewhere(call, tx);
        former.keep(tx, sealed.before());
        var access = Access.own(member, Action.WRITE, Resource.of("phone"), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        context.outbox().append(tx, Event.of("identity.phone-changed", member.id(), Map.of("memberId", member.id())));
        tx.afterCommit(() -> keyRing().destroy(replaced.getBytes()));
    }

    private KeyRing keyRing() {
        return context.port(KeyRing.class);
    }
}
