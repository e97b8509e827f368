package cn.mejene.services.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The newest messages, in memory only: they hold codes and numbers and must never reach a disk. A message that comes
 * again under the key that its provider recognises repeats by is counted and not kept. Safe for use by several threads.
 */
public final class SentMessages {
    private static final int KEPT = 200_000;

    private final Map<String, Deque<SentMessage>> byReceiver = new HashMap<>();
    private final Deque<SentMessage> newestFirst = new ArrayDeque<>();
    private final Set<String> keys = new LinkedHashSet<>();
    private final Payloads payloads = new Payloads();
    private long arrived;
    private long pushed;
    private long repeated;

    /** How many messages receivers got, how many of them by push, and how many repeats they were spared. */
    record Counts(long arrived, long pushed, long repeated) {}

    public synchronized void add(SentMessage message) {
        arrived++;
        pushed += message.channel().equals("push") ? 1 : 0;
        newestFirst.addFirst(message);
        byReceiver.computeIfAbsent(message.to(), _ -> new ArrayDeque<>()).addFirst(message);
        if (newestFirst.size() > KEPT) {
            var oldest = newestFirst.removeLast();
            byReceiver.computeIfPresent(oldest.to(), (_, own) -> {
                own.removeLast();
                return own.isEmpty() ? null : own;
            });
        }
    }

    /** Keeps the message unless one came under the key before. */
    public synchronized void addOnce(String key, SentMessage message) {
        if (!keys.add(key)) {
            repeated++;
            return;
        }
        if (keys.size() > KEPT) {
            keys.remove(keys.iterator().next());
        }
        add(message);
    }

    /** What this and all other providers were told on the way. */
    public Payloads payloads() {
        return payloads;
    }

    synchronized Counts counts() {
        return new Counts(arrived, pushed, repeated);
    }

    /** Messages to one receiver, newest first; to everybody when it is empty. */
    synchronized List<SentMessage> to(String receiver) {
        return List.copyOf(receiver.isEmpty() ? newestFirst : byReceiver.getOrDefault(receiver, new ArrayDeque<>()));
    }
}
