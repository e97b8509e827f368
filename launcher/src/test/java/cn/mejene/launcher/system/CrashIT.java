package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/** What was acknowledged survives everything, and what was not leaves nothing. */
@Clause("IV(A)0")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("mejene.crash.rounds", 1);
    private static final int AT_ONCE = 4;
    private static final int LONGEST_MILLIS = 700;

    /** Leftovers are not waited for a whole minute. */
    static final Map<String, String> SWEPT_EARLY =
            Map.of("MEJENE_SWEEP_EVERY", "PT2S", "MEJENE_LEFTOVER_AFTER", "PT10S");

    private static final Duration SWEPT = Duration.ofSeconds(120);

    private final Map<String, Scan> sent = new ConcurrentHashMap<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private RunningSystem system;
    private Member member;

    @BeforeAll
    void start() throws IOException {
        system = RunningSystem.start(SWEPT_EARLY);
        member = system.newMember();
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
    }

    @Test
    void uploads_areWholeOrNotThere_whenEverythingIsKilled(TestInfo info, TestReporter reporter) throws Exception {
        long seed = Long.getLong("mejene.crash.seed", System.nanoTime());
        reporter.publishEntry("seed", Long.toString(seed));
        try {
            var random = new Random(seed);
            for (int round = 0; round < ROUNDS; round++) {
                killDuringUploads(random);
                system.restart();
                member = member.signInAgain();
                assertWholeOrNotThere();
                repeatAll();
            }
            assertNothingElseStored();
            stopAndStart();
        } catch (Throwable failure) {
            failure.addSuppressed(new IllegalStateException("seed " + seed + "; "
                    + system.keepLogs(info.getTestClass().orElseThrow().getSimpleName())));
            throw failure;
        }
    }

    /** Several uploads of different sizes, and the kill at a random point of them. */
    private void killDuringUploads(Random random) throws Exception {
        var begun = new CountDownLatch(AT_ONCE);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                var scan = Scans.stl(1 + random.nextInt(400_000), random.nextLong());
                var key = "crash-" + sent.size();
                sent.put(key, scan);
                clients.execute(() -> {
                    begun.countDown();
                    upload(key);
                });
            }
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS));
            system.kill();
        }
    }

    private void upload(String key) {
        try {
            var answer = sent.get(key).sendTo(member.api().with("Idempotency-Key", key));
            if (answer.status() == 201) {
                acknowledged.put(key, answer.text("id"));
            }
        } catch (UncheckedIOException cut) {
            // Nothing was promised.
        }
    }

    private void assertWholeOrNotThere() {
        var stored = stored();
        assertThat(stored).containsAll(acknowledged.values());
        acknowledged.forEach((key, id) ->
                assertThat(member.content(id)).as(key).isEqualTo(sent.get(key).bytes()));
        var digests = new HashSet<String>();
        sent.values().forEach(scan -> digests.add(scan.sha256()));
        stored.forEach(id -> {
            var content = member.content(id);
            assertThat(digests).contains(Scans.stl(1, 0).holding(content).sha256());
        });
    }

    /** What had no answer is sent again under its key, and is there once. */
    private void repeatAll() {
        for (var key : sent.keySet()) {
            var answer = sent.get(key)
                    .sendTo(member.api().with("Idempotency-Key", key))
                    .expect(201);
            assertThat(acknowledged.putIfAbsent(key, answer.text("id"))).isIn(null, answer.text("id"));
        }
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(acknowledged.values());
    }

    private void assertNothingElseStored() {
        await().atMost(SWEPT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(system.blobFiles())
                .hasSize(acknowledged.size())
                .allMatch(file -> file.toString().contains("/blobs/")));
    }

    private void stopAndStart() throws IOException {
        assertThat(system.stop("INT")).isZero();
        assertThat(system.processes()).isEmpty();
        system.restart();
        member = member.signInAgain();
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(acknowledged.values());
        assertWholeOrNotThere();
        SharedSystem.assertQuiet(system);
    }

    private Set<String> stored() {
        var items =
                member.api().get("/v1/me/records?limit=500").expect(200).json().path("items");
        var ids = new HashSet<String>();
        StreamSupport.stream(items.spliterator(), false)
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }
}
