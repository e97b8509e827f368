package cn.mejene.members;

import cn.mejene.kernel.ModuleContext;
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
import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Activates a member's one Smile ID and finds the member behind one (policy I(A)1.e). Says nothing about who may know
 * it: that is the authorizer's. Stateless.
 */
final class SmileIdService {
    private static final String DOMAIN = "smile-id";
    /** Looked up in place of what cannot be a Smile ID, so that both take the same work. */
    private static final String NONE = "none";

    private final SmileIdRepository smileIds = new SmileIdRepository();
    private final SecureRandom random = new SecureRandom();
    private final ModuleContext context;

    private record Activated(String smileId) {}

    private record Wanted(@Nullable String smileId) {}

    private record Found(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String memberId) {}

    SmileIdService(ModuleContext context) {
        this.context = context;
    }

    /** 201 with the new id, 200 with the one she has; however many calls at once, there is one id. */
    Answer activate(Call call) {
        var member = call.principal().id();
        var present = smileIds.find(context.database(), member);
        if (present.isPresent()) {
            return Answer.ok(new Activated(open(call, present.get())));
        }
        var smileId = SmileId.random(random);
        var sealed = keys().seal(SealedSmileId.place(member), new SealedSmileId(smileId.symbols()));
        var index = keys().blindIndex(DOMAIN, smileId.symbols());
        if (context.database().transaction(tx -> insert(call, tx, sealed, index))) {
            return Answer.created(new Activated(smileId.display()));
        }
        keys().destroy(sealed);
        var first = smileIds.find(context.database(), member).orElseThrow();
        return Answer.ok(new Activated(open(call, first)));
    }

    private boolean insert(Call call, Tx tx, byte[] sealed, byte[] index) {
        var member = call.principal();
        if (!smileIds.insert(tx, member.id(), sealed, index, context.clock().instant())) {
            return false;
        }
        var access = Access.own(member, Action.WRITE, Resource.of(DOMAIN), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
        context.outbox().append(tx, Event.of("members.smile-id-activated", member.id(), Map.of()));
        return true;
    }

    private String open(Call call, byte[] sealed) {
        var member = call.principal();
        var access = Access.own(member, Action.READ, Resource.of(DOMAIN), call.traceId());
        var opened = keys().open(access, call.operation());
        var value = opened.value(SealedSmileId.place(member.id()), sealed, SealedSmileId.class);
        return new SmileId(value.symbols()).display();
    }

    /** For other modules: who has this Smile ID; nobody when it is unknown or malformed, with the same work for each. */
    Answer find(Call call) {
        var typed = call.body(Wanted.class).smileId();
        var parsed = SmileId.parse(typed == null ? "" : typed);
        var index = keys().blindIndex(DOMAIN, parsed.map(SmileId::symbols).orElse(NONE));
        return Answer.ok(new Found(smileIds.memberOf(context.database(), index).orElse(null)));
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
