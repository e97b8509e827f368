package cn.mejene.members;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.vault.KeyRing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has a member prove her e-mail address by a code that is mailed to it, and tells the platform where her mail may go:
 * content goes to a proved address or nowhere. Stateless.
 */
final class MailAddresses {
    private final ProfileRepository profiles = new ProfileRepository();
    private final ProfileService profile;
    private final MailProofs proofs;
    private final ModuleContext context;

    private record Presented(
            @Nullable String requestId, @Nullable String code) {
        @Override
        public String toString() {
            return "Presented[" + requestId + "]";
        }
    }

    private record ToSend(String address) {
        @Override
        public String toString() {
            return "ToSend[***]";
        }
    }

    private record ToUse(String address, String requestId, String code) {
        @Override
        public String toString() {
            return "ToUse[" + requestId + "]";
        }
    }

    private record Verified(boolean emailVerified) {}

    private record Wanted(@Nullable String memberId) {}

    private record Found(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String email) {
        @Override
        public String toString() {
            return "Found[***]";
        }
    }

    MailAddresses(ProfileService profile, MailProofs proofs, ModuleContext context) {
        this.profile = profile;
        this.proofs = proofs;
        this.context = context;
    }

    /** Without a body sends a code to the address in the profile; with one takes what came there. */
    Answer verify(Call call) {
        var address = profile.ofCaller(call).email();
        if (address == null) {
            throw Problem.conflict("email-missing", "The profile has no e-mail address.");
        }
        var presented = call.body() == null ? new Presented(null, null) : call.body(Presented.class);
        var requestId = presented.requestId();
        var code = presented.code();
        if (requestId == null && code == null) {
            var sent = context.bus().call(call.to("identity.send-mail-code", new ToSend(address)));
            return new Answer(202, sent.headers(), sent.body());
        }
        if (requestId == null || code == null) {
            throw Problem.invalid(
                    requestId == null ? "/requestId" : "/code", "required", "A part of the code is missing.");
        }
        context.bus().call(call.to("identity.use-mail-code", new ToUse(address, requestId, code)));
        context.database().run(tx -> keep(tx, call, address));
        return Answer.ok(new Verified(true));
    }

    private void keep(Tx tx, Call call, String address) {
        var member = call.principal();
        proofs.put(tx, member.id(), address);
        var access = Access.own(member, Action.WRITE, Resource.of("email"), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    /** Serves {@code members.verified-email}: for the platform itself, where a member's mail may go, if anywhere. */
    Answer of(Call call) {
        var member = call.body(Wanted.class).memberId();
        if (!call.principal().isSystem() || member == null) {
            throw Problem.forbidden("An address is told to the platform only.");
        }
        return Answer.ok(new Found(proved(call, member).orElse(null)));
    }

    /** Opens the profile only where an address was proved. */
    private Optional<String> proved(Call call, String member) {
        var stored = profiles.find(context.database(), member);
        if (stored.isEmpty() || !proofs.has(member)) {
            return Optional.empty();
        }
        var access =
                Access.system("members", member, Action.READ, Resource.of("email"), "service-notice", call.traceId());
        var address = context.port(KeyRing.class)
                .open(access, call.operation())
                .value(Profile.place(member), stored.get().sealed(), Profile.class)
                .email();
        return Optional.ofNullable(address).filter(known -> proofs.isProved(member, known));
    }
}
