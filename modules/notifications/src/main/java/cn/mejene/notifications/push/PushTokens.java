package cn.mejene.notifications.push;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

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
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.notifications.delivery.Addresses;
import cn.mejene.notifications.delivery.PlatformCalls;
import cn.mejene.notifications.kind.Nature;
import cn.mejene.notifications.push.PushTokenRepository.Sealed;
import cn.mejene.vault.KeyRing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where push messages go: one device a member, the last that she signed in with. Keeps tokens sealed, opens them when a
 * message leaves; whether a service may be told of one at all is {@code consent}'s to say: an objection stops those that
 * neither contract nor law needs (policy II(C)1), and abroad they get only through the gate for transfers. Stateless.
 */
public final class PushTokens implements Addresses {
    /** What leaves, by its name in the inventory. */
    private static final String FIELD = "notifications.push_token.token";

    private static final String CROSS_BORDER = "cross-border";
    private static final Set<String> ABROAD = Set.of("apns", "fcm");

    private final PushTokenRepository tokens = new PushTokenRepository();
    private final Set<String> services;
    private final ModuleContext context;

    private record Device(String provider, String token) {}

    private record Sharing(String purpose, Map<String, List<String>> recipients) {}

    private record Objecting(Set<String> memberIds) {}

    private record Transfer(String memberId, String recipient, List<String> fields) {}

    /** @param services names of the push services that this installation has */
    public PushTokens(Set<String> services, ModuleContext context) {
        this.services = Set.copyOf(services);
        this.context = context;
    }

    /** Keeps the device that the calling member has in her hand. */
    public Answer put(Call call) {
        var device = call.body(Device.class);
        if (!services.contains(device.provider())) {
            throw Problem.invalid("/provider", "enum", "This installation has no such push service.");
        }
        var member = call.principal().id();
        var sealed = keys().seal(DeviceToken.place(member), new DeviceToken(device.token()));
        var index = index(device.token());
        context.database().run(tx -> {
            var row = new Sealed(member, device.provider(), sealed);
            var gone = tokens.put(tx, row, index, context.clock().instant());
            log(call, tx);
            tx.afterCommit(() -> gone.forEach(keys()::destroy));
        });
        return Answer.noContent();
    }

    /** Forgets it. */
    public Answer delete(Call call) {
        context.database().run(tx -> {
            var gone = tokens.delete(tx, call.principal().id());
            log(call, tx);
            tx.afterCommit(() -> gone.ifPresent(keys()::destroy));
        });
        return Answer.noContent();
    }

    private void log(Call call, Tx tx) {
        var access = Access.own(call.principal(), Action.WRITE, Resource.of("push-token"), call.traceId());
        context.port(AuditAppender.class).append(tx, AuditEntry.allowed(access, call.operation()));
    }

    /** Forgets the device of a member who is no more. */
    public void forget(Tx tx, String member) {
        tokens.delete(tx, member).ifPresent(token -> tx.afterCommit(() -> keys().destroy(token)));
    }

    /** A consent ended: with that to transfers abroad go the devices that only a service abroad reaches (policy V(C)4). */
    public void withdrawn(Event event, Tx tx) {
        if (CROSS_BORDER.equals(event.data().get("purpose"))) {
            tokens.deleteOf(tx, event.key(), ABROAD).ifPresent(token -> tx.afterCommit(() -> keys().destroy(token)));
        }
    }

    @Override
    public void gone(String member, String to) {
        tokens.deleteIf(context.database(), member, index(to));
    }

    @Override
    public Opened open(List<String> members, Nature nature) {
        var stored = new ArrayList<>(tokens.ofEach(context.database(), members));
        stored.removeIf(one -> !services.contains(one.provider()));
        var refused = new HashMap<String, String>();
        stopped(stored, nature).forEach(member -> refused.put(member, "blocked-by-opt-out-signal"));
        stored.removeIf(one -> refused.containsKey(one.memberId()));
        stored.removeIf(one -> ABROAD.contains(one.provider()) && !mayLeave(one));
        return new Opened(opened(stored, nature.purpose()), refused);
    }

    private Map<String, Address> opened(List<Sealed> stored, String purpose) {
        var trace = PlatformCalls.trace().substring(3, 35);
        var basis = purpose.equals("marketing") ? LegalBasis.CONSENT : LegalBasis.CONTRACT;
        var wanted = stored.stream()
                .map(one -> new KeyRing.Wanted(
                        new Access(
                                PlatformCalls.principal(),
                                one.memberId(),
                                Action.READ,
                                Resource.of("push-token"),
                                purpose,
                                basis,
                                trace),
                        DeviceToken.place(one.memberId()),
                        one.token()))
                .toList();
        var opened = keys().openEach(wanted, DeviceToken.class, "notifications.open-push-tokens");
        var addresses = new HashMap<String, Address>();
        for (var one : stored) {
            var token = opened.get(one.memberId());
            if (token != null) {
                addresses.put(one.memberId(), new Address(token.token(), one.provider()));
            }
        }
        return addresses;
    }

    /** Whose objection stops what no law demands. */
    private Set<String> stopped(List<Sealed> stored, Nature nature) {
        if (stored.isEmpty() || nature == Nature.STATUTORY) {
            return Set.of();
        }
        var recipients =
                stored.stream().collect(groupingBy(PushTokens::recipient, mapping(Sealed::memberId, toList())));
        return new PlatformCalls(context)
                .ask("consent.stop-sharing", new Sharing(nature.purpose(), recipients))
                .body(Objecting.class)
                .memberIds();
    }

    /** By its name among the third parties. */
    private static String recipient(Sealed one) {
        return "push-provider-" + one.provider();
    }

    /** Mechanism, consent and room are asked for and the transfer is counted, for each message (policy VII(A)). */
    private boolean mayLeave(Sealed one) {
        try {
            new PlatformCalls(context)
                    .ask("consent.allow-transfer", new Transfer(one.memberId(), recipient(one), List.of(FIELD)));
            return true;
        } catch (Problem refusal) {
            if (refusal.status() >= 500) {
                throw refusal;
            }
            return false;
        }
    }

    private byte[] index(String token) {
        return keys().blindIndex("push-token", token);
    }

    private KeyRing keys() {
        return context.port(KeyRing.class);
    }
}
