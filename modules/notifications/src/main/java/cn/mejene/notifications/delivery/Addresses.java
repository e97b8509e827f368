package cn.mejene.notifications.delivery;

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
     * @param purpose by the catalogue of purposes
     * @return by member id
     */
    Map<String, Address> open(List<String> members, String purpose);

    /** A provider says that there is nobody at an address any more. */
    default void gone(String member, String to) {}
}
