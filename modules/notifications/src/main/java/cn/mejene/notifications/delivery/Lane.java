package cn.mejene.notifications.delivery;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.data.Holder;
import cn.mejene.notifications.delivery.Addresses.Address;
import cn.mejene.notifications.delivery.DeliveryRepository.LaneKey;
import cn.mejene.notifications.delivery.DeliveryRepository.Portion;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Line;
import cn.mejene.notifications.kind.Nature;
import cn.mejene.notifications.kind.Way;
import cn.mejene.notifications.provider.Route;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in one lane, a batch at a time: claimed, judged, addressed, handed over, written down. Any number of
 * them on any number of nodes may run, each in one loop. Virtual threads only.
 */
public final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** An older judgement is made anew, so that nothing leaves a second after it was refused. */
    private static final Duration JUDGEMENT = Duration.ofMillis(400);

    private static final Duration NO_KEY = Duration.ofSeconds(3);
    private static final int SETTLE_TRIES = 20;
    private static final Duration SETTLE_PAUSE = Duration.ofSeconds(1);

    private final DeliveryRepository deliveries = new DeliveryRepository();
    private final LaneKey key;
    private final Channel channel;
    private final Parts parts;
    private final ModuleContext context;
    private final Holder holder;
    private String after = "";

    /** What messages say, and how an announcement that is pushed gets where its reader looks. */
    public record Contents(Kinds kinds, Composer composer, Inbox inbox) {}

    /**
     * An announcement that is about to be pushed.
     *
     * @param id of the message that the inbox shows it as
     */
    public record Announced(String id, String member, String kind, String campaign) {}

    /** Puts announcements into their readers' inboxes, once however often it is done. */
    @FunctionalInterface
    public interface Inbox {
        void announce(List<Announced> announced);
    }

    /** What all lanes are made of. */
    record Parts(Contents contents, Gate gate, int batch, ModuleContext context) {}

    /** A delivery that has passed, with where it goes. */
    private record Addressed(Delivery delivery, Wishes wishes, Address address, Route route) {}

    private record Ready(Addressed addressed, String key) {}

    Lane(LaneKey key, Channel channel, Parts parts) {
        this.key = key;
        this.channel = channel;
        this.parts = parts;
        this.context = parts.context();
        this.holder = context.port(Holder.class);
    }

    /** Answers whether anything was there. */
    boolean step() {
        if (channel.isPaused() || parts.gate().isResting(key)) {
            return false;
        }
        var batch = claimed();
        if (batch.isEmpty()) {
            return false;
        }
        var settled = new ArrayList<Settled>();
        settled.addAll(send(prepared(batch, settled)));
        settle(settled);
        return true;
    }

    /** Goes round all members, from where it has come to. */
    private List<Delivery> claimed() {
        boolean fromTheFirst = after.isEmpty();
        var batch = new ArrayList<>(portion(parts.batch()));
        if (batch.size() < parts.batch() && !fromTheFirst) {
            batch.addAll(portion(parts.batch() - batch.size()));
        }
        batch.sort(Comparator.comparing(Delivery::id));
        return batch;
    }

    private List<Delivery> portion(int most) {
        var now = context.clock().instant();
        var some = deliveries.claim(context.database(), key, holder, new Portion(after, most, now));
        after = some.size() < most
                ? ""
                : some.stream().map(Delivery::memberId).max(String::compareTo).orElseThrow();
        return some;
    }

    /** Everything up to the moment before sending; what fails here has not left. */
    private List<Ready> prepared(List<Delivery> batch, List<Settled> settled) {
        try {
            long begun = System.nanoTime();
            var ready = shown(keyed(addressed(judged(batch, settled), settled), settled));
            return System.nanoTime() - begun < JUDGEMENT.toNanos() ? ready : judgedAgain(ready, settled);
        } catch (Exception | Error e) {
            deliveries.release(
                    context.database(), batch.stream().map(Delivery::id).toList(), holder);
            throw e;
        }
    }

    private Gate.Passed judged(List<Delivery> batch, List<Settled> settled) {
        var passed = parts.gate().judge(batch);
        settled.addAll(passed.stopped());
        return passed;
    }

    private List<Ready> judgedAgain(List<Ready> ready, List<Settled> settled) {
        var passed =
                judged(ready.stream().map(one -> one.addressed().delivery()).toList(), settled);
        var allowed = new HashSet<>(passed.allowed());
        return ready.stream()
                .filter(one -> allowed.contains(one.addressed().delivery()))
                .toList();
    }

    private List<Addressed> addressed(Gate.Passed passed, List<Settled> settled) {
        var addressed = new ArrayList<Addressed>();
        byNature(passed.allowed()).forEach((nature, some) -> {
            var members = some.stream().map(Delivery::memberId).distinct().toList();
            var found = channel.addresses().open(members, nature);
            for (var delivery : some) {
                var address = found.addresses().get(delivery.memberId());
                var route = address == null ? null : channel.routes().get(address.route());
                var wishes = passed.wishes().get(delivery.memberId());
                if (address == null || route == null || wishes == null) {
                    var reason = found.refused().getOrDefault(delivery.memberId(), "unreachable");
                    settled.add(Settled.dropped(delivery.id(), reason));
                } else {
                    addressed.add(new Addressed(delivery, wishes, address, route));
                }
            }
        });
        return addressed;
    }

    private Map<Nature, List<Delivery>> byNature(List<Delivery> some) {
        var by = new EnumMap<Nature, List<Delivery>>(Nature.class);
        for (var delivery : some) {
            var nature = parts.contents().kinds().kind(delivery.kind()).nature();
            by.computeIfAbsent(nature, _ -> new ArrayList<>()).add(delivery);
        }
        return by;
    }

    /** Notes each one's key before it is used; what another node has taken meanwhile is left to it. */
    private List<Ready> keyed(List<Addressed> addressed, List<Settled> settled) {
        if (addressed.isEmpty()) {
            return List.of();
        }
        var futures = new HashMap<String, Future<String>>();
        addressed.forEach(one -> futures.put(one.delivery().id(), key(one)));
        Future.join(List.copyOf(futures.values())).otherwiseEmpty().await();
        var keys = new HashMap<String, String>();
        futures.forEach((id, future) -> {
            if (future.succeeded()) {
                keys.put(id, future.result());
            } else {
                settled.add(Settled.later(id, null, "no-key", NO_KEY, false));
            }
        });
        var ours = new HashSet<>(deliveries.keep(context.database(), keys, holder));
        return addressed.stream()
                .filter(one -> ours.contains(one.delivery().id()))
                .map(one -> new Ready(one, keys.getOrDefault(one.delivery().id(), "")))
                .toList();
    }

    /** A push message says nothing: what it is about must be there when its reader looks. */
    private List<Ready> shown(List<Ready> ready) {
        if (key.way() == Way.PUSH && key.line() == Line.MARKETING && !ready.isEmpty()) {
            parts.contents()
                    .inbox()
                    .announce(ready.stream()
                            .map(one -> announced(one.addressed().delivery()))
                            .toList());
        }
        return ready;
    }

    private static Announced announced(Delivery delivery) {
        var id = "msg_" + delivery.id().substring("dlv_".length());
        return new Announced(id, delivery.memberId(), delivery.kind(), delivery.notice());
    }

    private static Future<String> key(Addressed one) {
        var kept = one.delivery().key();
        return kept != null
                ? Future.succeededFuture(kept)
                : one.route().providers().getFirst().key(one.delivery().id());
    }

    private List<Settled> send(List<Ready> ready) {
        var ended = new LinkedHashMap<Addressed, Future<Route.Ended>>();
        for (var one : ready) {
            var to = one.addressed();
            var message = parts.contents()
                    .composer()
                    .compose(
                            to.delivery(),
                            one.key(),
                            to.address().to(),
                            to.wishes().spoken());
            ended.put(to, to.route().send(message));
        }
        Future.join(List.copyOf(ended.values())).await();
        var now = context.clock().instant();
        return ended.entrySet().stream()
                .map(one -> settled(one.getKey(), one.getValue().result(), now))
                .toList();
    }

    private Settled settled(Addressed to, Route.Ended ended, Instant now) {
        if (ended.outcome().isGone()) {
            channel.addresses().gone(to.delivery().memberId(), to.address().to());
        }
        return Retries.settle(to.delivery(), ended, now);
    }

    /**
     * What has left is written down, however long the database is away; if it stays away, the deliveries are taken back
     * later and leave again under the same key.
     */
    private void settle(List<Settled> settled) {
        for (int attempt = 1; ; attempt++) {
            try {
                deliveries.settle(
                        context.database(), settled, holder, context.clock().instant());
                return;
            } catch (RuntimeException e) {
                if (attempt == SETTLE_TRIES) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("lane", key.way().word())
                        .addKeyValue("cause", e.getClass().getName())
                        .log("what was sent cannot be written down yet");
                LockSupport.parkNanos(SETTLE_PAUSE.toNanos());
            }
        }
    }
}
