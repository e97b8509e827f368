package cn.mejene.chaos;

import java.util.concurrent.atomic.AtomicLongArray;

/** When each node last failed a call, for the time that an outage is felt. Thread-safe. */
public final class Failures {
    private final AtomicLongArray last;

    public Failures(int nodes) {
        this.last = new AtomicLongArray(nodes + 1);
    }

    /** A call to this node failed just now. */
    public void failed(int node) {
        last.set(node, System.nanoTime());
    }

    /** Nanoseconds from the moment to the last failure at any node but this one; 0 when there was none. */
    public long lastElsewhere(int node, long since) {
        long longest = 0;
        for (int other = 1; other < last.length(); other++) {
            long at = last.get(other);
            if (other != node && at != 0) {
                longest = Math.max(longest, at - since);
            }
        }
        return longest;
    }
}
