package cn.mejene.identity.member;

import cn.mejene.identity.code.PhoneNumber;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.MessagePort;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Numbers that were replaced, kept until their holder has been told, and three days at most: whoever has taken over an
 * account must not be able to do so unseen. Virtual threads only.
 */
public final class FormerPhones {
    private static final Duration KEPT = Duration.ofDays(3);
    private static final Duration UNTOLD = Duration.ofMinutes(5);
    private static final int AT_ONCE = 100;
    private static final String NO_TRACE = "0".repeat(32);

    private final ModuleContext context;
    private final FormerPhoneRepository repository = new FormerPhoneRepository();

    /** A replaced number, sealed. */
    record Former(String id, String memberId, Buffer phone, Instant replacedAt) {}

    public FormerPhones(ModuleContext context) {
        this.context = context;
    }

    Former seal(String member, PhoneNumber phone) {
        var id = Ids.make("fph");
        return new Former(
                id,
                member,
                Buffer.buffer(keyRing().seal(place(member, id), phone)),
                context.clock().instant());
    }

    void keep(Tx tx, Former former) {
        repository.insert(tx, former);
    }

    /** Tells the number's holder; what no provider takes now is told by {@link #sweep}. */
    void tell(Former former, String trace) {
        try {
            send(former, trace);
            forget(former);
        } catch (Problem problem) {
            // The row stays, and with it what is still to be said.
        }
    }

    private void send(Former former, String trace) {
        var access = Access.system(
                "identity", former.memberId(), Action.READ, Resource.of("phone"), "authentication", trace);
        var phone = keyRing()
                .open(access, "identity.tell-former-phone")
                .value(place(former.memberId(), former.id()), former.phone().getBytes(), PhoneNumber.class);
        context.port(MessagePort.class)
                .send(new MessagePort.Message(MessagePort.Channel.SMS, "phone-changed", phone.e164(), Map.of()));
    }

    private void forget(Former former) {
        repository.delete(context.database(), former.id());
        keyRing().destroy(former.phone().getBytes());
    }

    /** Tells what could not be told at once, and forgets what cannot be told. */
    public void sweep() {
        var now = context.clock().instant();
        for (var former : repository.before(context.database(), now.minus(UNTOLD), AT_ONCE)) {
            if (former.replacedAt().isBefore(now.minus(KEPT))) {
                forget(former);
            } else {
                tell(former, NO_TRACE);
            }
        }
    }

    private static Place place(String member, String id) {
        return new Place(member, KeyClass.IDENTITY, "identity.former_phone", "phone", id);
    }

    private KeyRing keyRing() {
        return context.port(KeyRing.class);
    }
}
