package cn.mejene.notifications.delivery;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.privacy.MemberStandings;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.notifications.delivery.DeliveryRepository.LaneKey;
import cn.mejene.notifications.kind.Kinds;
import cn.mejene.notifications.kind.Line;
import cn.mejene.notifications.kind.Nature;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides, when messages are about to leave, which of them may: by nature, the member's choices, her account and the
 * time of day, all read now (policy V(C)4, I(F)3). Consent is asked for where her address is opened. Stateless.
 */
final class Gate {
    private final Kinds kinds;
    private final QuietHours quiet;
    private final ModuleContext context;

    /** Those that may leave, with their members' wishes, and what is to be written down of the others. */
    record Passed(List<Delivery> allowed, Map<String, Wishes> wishes, List<Settled> stopped) {}

    Gate(Kinds kinds, QuietHours quiet, ModuleContext context) {
        this.kinds = kinds;
        this.quiet = quiet;
        this.context = context;
    }

    /** Whether nothing of a lane may leave at this time of day. */
    boolean isResting(LaneKey lane) {
        return lane.line() == Line.MARKETING
                && quiet.holds(Nature.MARKETING, lane.way(), context.clock().instant())
                        .isPresent();
    }

    Passed judge(List<Delivery> batch) {
        var members = batch.stream().map(Delivery::memberId).distinct().toList();
        var standings = context.port(MemberStandings.class).of(context.database(), members);
        var wishes = wishes(members);
        var now = context.clock().instant();
        var allowed = new ArrayList<Delivery>();
        var stopped = new ArrayList<Settled>();
        for (var delivery : batch) {
            var member = delivery.memberId();
            var stop = stop(delivery, standings.get(member), wishes.get(member), now);
            stop.ifPresentOrElse(stopped::add, () -> allowed.add(delivery));
        }
        return new Passed(allowed, wishes, stopped);
    }

    private Map<String, Wishes> wishes(List<String> members) {
        var told = new PlatformCalls(context)
                .ask("members.list-preferences", Map.of("memberIds", members))
                .body(JsonNode.class);
        var wishes = new HashMap<String, Wishes>();
        told.properties()
                .forEach(one -> wishes.put(one.getKey(), Json.mapper().convertValue(one.getValue(), Wishes.class)));
        return wishes;
    }

    private Optional<Settled> stop(
            Delivery delivery, @Nullable Standing standing, @Nullable Wishes wishes, Instant now) {
        var nature = kinds.kind(delivery.kind()).nature();
        if (nature == Nature.STATUTORY) {
            return Optional.empty();
        }
        if (standing == null || standing == Standing.CLOSED || wishes == null) {
            return Optional.of(Settled.dropped(delivery.id(), "account-closed"));
        }
        if (nature == Nature.MARKETING && standing == Standing.MINOR) {
            return Optional.of(Settled.dropped(delivery.id(), "minor"));
        }
        var choices = nature == Nature.MARKETING ? wishes.marketing() : wishes.service();
        if (!choices.allow(delivery.way())) {
            return Optional.of(Settled.dropped(delivery.id(), "unwanted"));
        }
        return quiet.holds(nature, delivery.way(), now).map(until -> Settled.held(delivery.id(), until));
    }
}
