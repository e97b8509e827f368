package cn.mejene.members;

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

/**
 * Keeps a member's emergency contact while she consents to it (policy I(B)5). A new one replaces the old one beyond
 * recovery. Stateless.
 */
final class EmergencyContactService {
    private static final String PURPOSE = "emergency-contact";

    private final EmergencyContactRepository contacts = new EmergencyContactRepository();
    private final Consents consents;
    private final ModuleContext context;

    EmergencyContactService(Consents consents, ModuleContext context) {
        this.consents = consents;
        this.context = context;
    }

    Answer get(Call call) {
        var member = call.principal().id();
        var sealed = contacts.find(context.database(), member).orElseThrow(EmergencyContactService::none);
        var access = Access.own(call.principal(), Action.READ, Resource.of(PURPOSE), call.traceId());
        return Answer.ok(keys().open(access, call.operation())
                .value(EmergencyContact.place(member), sealed, EmergencyContact.class));
    }

    /** @throws Problem 403 {@code consent-required} without the member's consent to this very purpose */
    Answer put(Call call) {
        var contact = call.body(EmergencyContact.class).checked();
        consents.require(call, PURPOSE);
        var member = call.principal().id();
        var sealed = keys().seal(EmergencyContact.place(member), contact);
        context.database().run(tx -> {
            contacts.delete(tx, member).ifPresent(old -> tx.afterCommit(() -> keys().destroy(old)));
            contacts.put(tx, member, sealed, context.clock().instant());
            append(call, tx, Action.WRITE);
        });
        return Answer.ok(contact);
    }

    Answer delete(Call call, Tx tx) {
        var old = contacts.delete(tx, call.principal().id()).orElseThrow(EmergencyContactService::none);
        tx.afterCommit(() -> keys().destroy(old));
        append(call, tx, Action.ERASE);
        return Answer.noContent();
    }

    /** It was kept under the consent and goes with it (policy V(C)4). */
    void withdrawn(Event event, Tx tx) {
        if (PURPOSE.equals(event.data().get("purpose"))) {
            contacts.delete(tx, event.key()).ifPresent(old -> tx.afterCommit(() -> keys().destroy(old)));
        }
    }

    private void append(Call call, Tx tx, Action action) {
        var access = Access.own(call.principal(), action, Resource.of(PURPOSE), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }

    private static Problem none() {
        return Problem.notFound("emergency contact");
    }
}
