package cn.mejene.services.sandbox;

import java.util.HashMap;
import java.util.Map;

/** Faults that a test has asked of a provider of messages. Safe for use by several threads. */
public final class Faults {
    private final Map<String, Wanted> wanted = new HashMap<>();

    /** What a provider does with a request instead of serving it. */
    public enum Fault {
        NONE,
        /** Answers 500, or what its protocol has for that; the message is not taken. */
        ERROR,
        /** Takes the message and never answers. */
        SILENT,
        /** Takes the message and answers after three seconds. */
        SLOW,
        /** Refuses the message for good. */
        REFUSE
    }

    private record Wanted(Fault fault, int times) {}

    synchronized void want(String provider, Fault fault, int times) {
        wanted.put(provider, new Wanted(fault, times));
    }

    /** The fault of the provider's next request, which uses it up. */
    public synchronized Fault next(String provider) {
        var next = wanted.get(provider);
        if (next == null || next.times() == 0) {
            return Fault.NONE;
        }
        wanted.put(provider, new Wanted(next.fault(), next.times() - 1));
        return next.fault();
    }
}
