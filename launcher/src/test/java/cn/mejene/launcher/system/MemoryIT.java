package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * Many uploads at once in a node that has 148 MiB of heap and no more: it ends itself when that is not enough. So the
 * bar is not measured by samples, it is the size of the room.
 */
@Clause("IV(A)8")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemoryIT {
    private static final int UPLOADS = Integer.getInteger("mejene.memory.uploads", 50);
    private static final int MEBIBYTES = Integer.getInteger("mejene.memory.mebibytes", 24);
    private static final long HEAP_BAR = 150L << 20;
    private static final Pattern HEAP = Pattern.compile("jvm_memory_(max|used)_bytes\\{area=\"heap\"[^}]*} (\\S+)");

    private RunningSystem system;
    private Member member;

    @BeforeAll
    void start() throws IOException {
        // The launcher's own options name a larger heap; this is the one place that wins over a command line.
        system = RunningSystem.start(Map.of("_JAVA_OPTIONS", "-Xmx148m"));
        member = system.newMember();
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
    }

    @Test
    void uploads_fitIntoTheHeap_whenManyComeAtOnce(TestReporter reporter) throws Exception {
        try {
            uploadAll(reporter);
        } catch (Throwable failure) {
            failure.addSuppressed(new IllegalStateException(system.keepLogs("MemoryIT")));
            throw failure;
        }
    }

    private void uploadAll(TestReporter reporter) throws Exception {
        var node = system.pid("node-1");
        int triangles = (int) (((long) MEBIBYTES << 20) - Scans.STL_HEAD) / Scans.STL_TRIANGLE;
        var sha256 = sha256(triangles);
        var uploads = new ArrayList<Callable<Reply>>();
        for (int i = 0; i < UPLOADS; i++) {
            uploads.add(() -> upload(triangles));
        }
        long begin = System.nanoTime();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : clients.invokeAll(uploads)) {
                assertThat(answer.get().expect(201).text("sha256")).isEqualTo(sha256);
            }
        }
        reporter.publishEntry(Map.of(
                "uploads", UPLOADS + " of " + MEBIBYTES + " MiB",
                "seconds", "%.1f".formatted((System.nanoTime() - begin) / 1e9),
                "heap", heap("used") / (1 << 20) + " of " + heap("max") / (1 << 20) + " MiB"));
        assertThat(system.pid("node-1")).isEqualTo(node);
        assertThat(heap("max")).isBetween(1.0, (double) HEAP_BAR);
        SharedSystem.assertQuiet(system);
    }

    private Reply upload(int triangles) {
        var body = BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> Scans.endlessStl(triangles)), Scans.stlLength(triangles));
        return Scans.stl(1, 1).sendTo(member.api(), body);
    }

    private static String sha256(int triangles) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var stream = new DigestInputStream(Scans.endlessStl(triangles), digest)) {
            stream.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Bytes of all heap pools together; a pool without a limit of its own says -1. */
    private double heap(String what) {
        var metrics =
                Api.at(system.managementPort()).get("/metrics").expect(200).text();
        return HEAP.matcher(metrics)
                .results()
                .filter(line -> line.group(1).equals(what))
                .mapToDouble(line -> Math.max(0, Double.parseDouble(line.group(2))))
                .sum();
    }
}
