package cn.mejene.services.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest 10,000 messages, in memory only: they hold codes and numbers and must never reach a disk. Safe for use by
 * several threads.
 */
final class SentMessages {
    private static final int KEPT = 10_000;

    private final Deque<SmsMessage> newestFirst = new ArrayDeque<>();

    synchronized void add(SmsMessage message) {
        newestFirst.addFirst(message);
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
    }

    /** Messages to one number, newest first; to all numbers when it is empty. */
    synchronized List<SmsMessage> to(String number) {
        return newestFirst.stream()
                .filter(message -> number.isEmpty() || message.to().equals(number))
                .toList();
    }
}
