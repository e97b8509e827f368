package cn.mejene.notifications.delivery;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Operations;
import cn.mejene.kernel.data.Tx;
import cn.mejene.notifications.delivery.DeliveryRepository.LaneKey;
import cn.mejene.notifications.kind.Kind;
import cn.mejene.notifications.kind.Line;
import cn.mejene.notifications.kind.Way;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Queues messages with what they are told by, and sends them in lanes. Stateless. */
public final class Deliveries {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration SWEEP = Duration.ofSeconds(3);

    private final DeliveryRepository repository = new DeliveryRepository();
    private final Map<Way, Channel> channels;
    private final ModuleContext context;

    /** @param channels the ways out that this installation has; nothing is queued for others */
    public Deliveries(Map<Way, Channel> channels, ModuleContext context) {
        this.channels = Map.copyOf(channels);
        this.context = context;
    }

    /** Queues one notice for each way out of its kind, in the transaction of what it is told by. */
    public void queue(Tx tx, String member, String name, Kind kind, String notice) {
        for (var way : kind.channels()) {
            if (channels.containsKey(way)) {
                var delivery = new Delivery(
                        Ids.make("dlv"),
                        member,
                        name,
                        way,
                        notice,
                        0,
                        null,
                        context.clock().instant());
                repository.insert(tx, delivery, kind.nature().line());
            }
        }
    }

    /** Queues one announcement for each of some members and ways, unless it was queued before. */
    public void queueAll(Tx tx, List<String> members, String kind, Set<Way> ways, String notice) {
        var now = context.clock().instant();
        var all = members.stream()
                .flatMap(member -> ways.stream()
                        .filter(channels::containsKey)
                        .map(way -> new Delivery(Ids.make("dlv"), member, kind, way, notice, 0, null, now)))
                .toList();
        if (!all.isEmpty()) {
            repository.insertAll(tx, all, Line.MARKETING);
        }
    }

    /** A provider says that a message of ours has arrived. */
    public void delivered(String provider, String reference) {
        repository.delivered(
                context.database(), provider, reference, context.clock().instant());
    }

    /** Whose message it was, of which kind and by which way. */
    public record Origin(String memberId, String kind, Way way) {}

    /** Where a message came from; nothing when it is not known any more. */
    public Optional<Origin> origin(String deliveryId) {
        return repository.origin(context.database(), deliveryId);
    }

    /** Forgets what was sent to a member who is no more. */
    public void forget(Tx tx, String member) {
        repository.deleteAll(tx, member);
    }

    /** Starts the lanes: what the law demands, marketing and all else apart, so that none waits for another. */
    public void serve(Operations operations, Lane.Contents contents, DispatchConfig config) {
        var gate = new Gate(contents.kinds(), config.quietHours(), context);
        var parts = new Lane.Parts(contents, gate, config.batch(), context);
        for (var channel : channels.values()) {
            for (var line : lines(channel.way())) {
                var key = new LaneKey(channel.way(), line);
                var name = "notifications." + channel.way().word() + "-" + line.word() + "-";
                for (int loop = 1; loop <= config.loops(); loop++) {
                    operations.background(name + loop, PAUSE, new Lane(key, channel, parts)::step);
                }
            }
        }
        var once = channels.values().stream()
                .filter(channel -> !channel.recognisesRepeats())
                .map(Channel::way)
                .toList();
        operations.background("notifications.take-back", SWEEP, () -> {
            repository.takeBack(context.database(), once);
            return false;
        });
    }

    private static List<Line> lines(Way way) {
        return Arrays.stream(Line.values()).filter(line -> line.uses(way)).toList();
    }
}
