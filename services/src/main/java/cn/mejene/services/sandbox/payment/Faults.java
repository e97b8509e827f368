package cn.mejene.services.sandbox.payment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is to go wrong, as tests ask for it. Confined to the sandbox's event loop. */
final class Faults {
    /** Longer than a merchant may take for its own answer to a notification. */
    static final int SLOW_MILLIS = 3_000;

    private final Map<String, Ordered> ordered = new HashMap<>();

    private record Ordered(String kind, int times) {}

    /**
     * @param operation which call, e.g. {@code refund}
     * @param kind {@code error} (nothing happens, 500), {@code lost-answer} (it happens, the connection breaks),
     *     {@code unsigned} (it happens, the answer's signature is wrong), {@code slow} (it happens, the answer takes
     *     {@value #SLOW_MILLIS} ms), {@code bad-line} (of a bill: among its lines is one that is none)
     */
    void order(String operation, String kind, int times) {
        ordered.put(operation, new Ordered(kind, times));
    }

    /** The fault of this call, used up. */
    Optional<String> take(String operation) {
        var fault = ordered.get(operation);
        if (fault == null || fault.times() < 1) {
            return Optional.empty();
        }
        ordered.put(operation, new Ordered(fault.kind(), fault.times() - 1));
        return Optional.of(fault.kind());
    }
}
