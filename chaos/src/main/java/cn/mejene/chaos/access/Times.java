package cn.mejene.chaos.access;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What all walkers share and now and then changes for all of them: the version of the policy, its notices, the clock.
 * Whoever takes a step holds the lock for reading. Thread-safe.
 */
final class Times {
    static final List<String> PURPOSES = List.of(Model.RECORDS, Model.HISTORY, "marketing");

    private static final int LONGEST_PAUSE_SECONDS = 60;

    private final Client client;
    private final Policies policies;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Map<String, Integer> changed = new HashMap<>();
    private final Map<String, String> notices = new HashMap<>();
    private String version = "";
    private int ordinal;
    private Instant known = Instant.MIN;
    private long knownAt;

    Times(Client client) {
        this.client = client;
        this.policies = new Policies(client);
        read(1);
    }

    ReadWriteLock lock() {
        return lock;
    }

    /** A version that changes one of the purposes takes effect. */
    void publish(Random random, int node) {
        change(
                () -> {
                    var purpose = PURPOSES.get(random.nextInt(PURPOSES.size()));
                    policies.publish(List.of("processing"), List.of(purpose), node);
                    ordinal++;
                    changed.put(purpose, ordinal);
                },
                node);
    }

    void pass(Random random, int node) {
        change(() -> policies.pass(Duration.ofSeconds(1 + random.nextInt(LONGEST_PAUSE_SECONDS)), node), node);
    }

    private void change(Runnable change, int node) {
        lock.writeLock().lock();
        try {
            change.run();
            read(node);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void read(int node) {
        version = new cn.mejene.chaos.client.SignIn(client).policyVersion(node);
        for (var purpose : PURPOSES) {
            notices.put(
                    purpose,
                    client.call(Request.get("get-purpose", "/v1/purposes/" + purpose), node)
                            .json()
                            .at("/notice/id")
                            .asText());
        }
        known = policies.now(node);
        knownAt = System.nanoTime();
    }

    /** The application's time, to some milliseconds. */
    Instant now() {
        return known.plusNanos(System.nanoTime() - knownAt);
    }

    /** Which version is in force, counted from 0. */
    int ordinal() {
        return ordinal;
    }

    Map<String, Integer> changed() {
        return changed;
    }

    /** What a consent to the purpose says that was shown. */
    Map<String, String> shown(String purpose) {
        return Map.of("policyVersion", version, "noticeId", notices.getOrDefault(purpose, ""));
    }
}
