package cn.mejene.chaos;

import java.util.ArrayList;
import java.util.List;

/** Which nodes cannot answer, and when: told by the faults, asked by those who judge calls. Thread-safe. */
public final class Weather {
    private final List<Silence> silences = new ArrayList<>();

    /** A time in which a node is stopped, in {@link System#nanoTime()}. */
    private record Silence(int node, long from, long until) {}

    /** The node is stopped from now on; answers what ends it. */
    public synchronized Runnable silence(int node) {
        var open = new Silence(node, System.nanoTime(), Long.MAX_VALUE);
        silences.add(open);
        return () -> end(open);
    }

    private synchronized void end(Silence open) {
        silences.remove(open);
        silences.add(new Silence(open.node(), open.from(), System.nanoTime()));
    }

    /** Whether the node was stopped at any moment of the time. */
    public synchronized boolean silent(int node, long from, long until) {
        return silences.stream()
                .anyMatch(s -> s.node() == node
                        && s.from() - until < 0
                        && (s.until() == Long.MAX_VALUE || from - s.until() < 0));
    }
}
