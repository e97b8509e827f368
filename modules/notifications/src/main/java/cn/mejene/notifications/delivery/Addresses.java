package cn.mejene.notifications.delivery;

import cn.mejene.notifications.kind.Nature;
import java.util.List;
import java.util.Map;

/**
 * Opens where members can be reached by one way, at the moment messages leave. Whom nobody may reach for the purpose, or
 * who cannot be reached, is missing. Virtual threads only.
 */
public interface Addresses {

    /** @param to which of the way's routes leads there */
    record Address(String to, String route) {
        @Override
        public String toString() {
            return "Address[" + route + "]";
        }
    }

    /**
     * What was opened.
     *
     * @param addresses by member id
     * @param refused why nothing may be handed over to where a member is reached, by member id
     */
    record Opened(Map<String, Address> addresses, Map<String, String> refused) {
        public Opened {
            addresses = Map.copyOf(addresses);
            refused = Map.copyOf(refused);
        }
    }

    /** @param nature of the messages that are to leave */
    Opened open(List<String> members, Nature nature);

    /** A provider says that there is nobody at an address any more. */
    default void gone(String member, String to) {}
}
