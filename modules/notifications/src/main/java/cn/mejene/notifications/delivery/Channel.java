package cn.mejene.notifications.delivery;

import cn.mejene.notifications.kind.Way;
import cn.mejene.notifications.provider.Guarded;
import cn.mejene.notifications.provider.Route;
import java.util.Map;

/**
 * A way out, as this installation has it.
 *
 * @param addresses where members can be reached by it
 * @param routes by the name that an address carries
 */
public record Channel(Way way, Addresses addresses, Map<String, Route> routes) {
    public Channel {
        routes = Map.copyOf(routes);
    }

    /** Whether there is nobody to hand anything to for now. */
    boolean isPaused() {
        return routes.values().stream()
                .flatMap(route -> route.providers().stream())
                .allMatch(Guarded::isPaused);
    }

    /** Whether all of its providers recognise a repeat. */
    boolean recognisesRepeats() {
        return routes.values().stream()
                .flatMap(route -> route.providers().stream())
                .allMatch(Guarded::recognisesRepeats);
    }
}
