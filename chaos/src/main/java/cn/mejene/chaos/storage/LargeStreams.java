package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.LargeScan;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SocketExchange;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Many large uploads and as many downloads at once, first of small files, then of large ones: the nodes' memory must not
 * know the difference, senders must be made to wait, and no event loop may be held up. For one thread.
 */
final class LargeStreams {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long SMALL = 16L << 20;
    private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double MOST_GROWTH = 1.2;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private final Stage stage;
    private final List<Patient> patients;
    private final String word;
    private final ConcurrentLinkedQueue<Stored> stored = new ConcurrentLinkedQueue<>();

    /** A record and whose it is. */
    private record Stored(Patient patient, String id) {}

    /** @param patients of its own, one for each upload at a time */
    LargeStreams(Stage stage, List<Patient> patients, String word) {
        this.stage = stage;
        this.patients = List.copyOf(patients);
        this.word = word;
    }

    /**
     * @param most bytes of all uploads together
     */
    void run(long most) throws IOException {
        int many = patients.size();
        long large = Math.max(SMALL, most / many);
        stage.out().printf("%d uploads and %d downloads of %d MiB ...%n", many, many, large >> 20);
        long blocked = blocked();
        var before = nodes();
        // Twice: the first makes heaps and code caches what they become.
        peaks(before, LargeScan.of(SMALL, word));
        var small = peaks(before, LargeScan.of(SMALL, word));
        long stalls = stage.tally().figure(Figure.STALL).count();
        var peaks = peaks(before, LargeScan.of(large, word));
        judge(before, small, peaks);
        if (stage.tally().figure(Figure.STALL).count() == stalls) {
            stage.tally().violated(Zero.MEMORY_GREW, "no sender of a large file had to wait");
        }
        for (long i = blocked(); i > blocked; i--) {
            stage.tally().violated(Zero.LOOP_BLOCKED, "see the nodes' logs");
        }
        erase();
    }

    private Map<Integer, Long> peaks(Map<Integer, RunningProcess> nodes, LargeScan scan) throws IOException {
        patients.forEach(patient -> patient.signIn(1));
        upload(patients.getFirst(), scan, 1);
        var read = stored.stream().reduce((_, last) -> last).orElseThrow();
        for (var node : nodes.values()) {
            node.forgetPeak();
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int node = 0;
            for (var patient : patients) {
                node = node % stage.installation().nodes() + 1;
                int at = node;
                threads.execute(() -> upload(patient, scan, at));
                threads.execute(() -> download(read, scan, at));
            }
        }
        var peaks = new HashMap<Integer, Long>();
        for (var node : nodes.entrySet()) {
            peaks.put(node.getKey(), node.getValue().peak());
        }
        return peaks;
    }

    private void judge(Map<Integer, RunningProcess> before, Map<Integer, Long> small, Map<Integer, Long> large)
            throws IOException {
        if (!before.equals(nodes())) {
            stage.tally().violated(Zero.MEMORY_GREW, "a node ended");
        }
        for (int node : stage.installation().allNodes()) {
            long first = small.getOrDefault(node, 1L);
            long then = large.getOrDefault(node, Long.MAX_VALUE);
            double growth = (double) then / first;
            stage.tally().measured(Figure.GROWTH, Math.round(100 * growth));
            stage.out().printf("  node %d: %d MiB, then %d MiB%n", node, first >> 20, then >> 20);
            if (growth > MOST_GROWTH) {
                stage.tally().violated(Zero.MEMORY_GREW, "node %d by the factor %.2f".formatted(node, growth));
            }
        }
    }

    private Map<Integer, RunningProcess> nodes() throws IOException {
        var nodes = new HashMap<Integer, RunningProcess>();
        for (int node : stage.installation().allNodes()) {
            nodes.put(node, stage.installation().node(node).orElseThrow());
        }
        return nodes;
    }

    private void upload(Patient patient, LargeScan scan, int node) {
        var request = patient.signed(Request.of("upload-large", "POST", "/v1/records?kind=oral-scan"))
                .with("Content-Type", "model/stl")
                .with("Content-Disposition", "attachment; filename*=UTF-8''large.stl");
        try (var exchange = new SocketExchange(stage.installation().ports().http(node), LIMIT)) {
            exchange.write(SocketExchange.head(request, scan.size()));
            scan.give((bytes, from, length) -> {
                long begin = System.nanoTime();
                exchange.write(bytes, from, length);
                if (System.nanoTime() - begin > STALLED_NANOS) {
                    stage.tally().count(Figure.STALL);
                }
            });
            Reply reply = exchange.answer(node);
            if (reply.status() == CREATED) {
                stored.add(new Stored(patient, reply.text("id")));
                stage.tally().count(Figure.LARGE_STREAM);
            } else {
                stage.tally().violated(Zero.UNEXPLAINED_REFUSAL, "large upload: " + reply.status() + reply.code());
            }
        } catch (IOException e) {
            stage.tally().violated(Zero.UNANSWERED, "large upload at node " + node + ": " + e.getMessage());
        }
    }

    private void download(Stored record, LargeScan scan, int node) {
        try (var exchange = new SocketExchange(stage.installation().ports().http(node), LIMIT)) {
            exchange.write(SocketExchange.head(record.patient().content(record.id())));
            var in = new java.io.BufferedInputStream(exchange.incoming());
            passHead(in);
            if (scan.equalsStream(in)) {
                stage.tally().count(Figure.LARGE_STREAM);
            } else {
                stage.tally().violated(Zero.UPLOAD_DIFFERS, "large " + record.id() + " at node " + node);
            }
        } catch (IOException e) {
            stage.tally().violated(Zero.UNANSWERED, "large download at node " + node + ": " + e.getMessage());
        }
    }

    private static void passHead(java.io.InputStream in) throws IOException {
        int end = 0;
        while (end < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer");
            }
            end = next == "\r\n\r\n".charAt(end) ? end + 1 : next == '\r' ? 1 : 0;
        }
    }

    /** How often the nodes' logs warn of threads that are held up. */
    private long blocked() throws IOException {
        long count = 0;
        for (int node : stage.installation().allNodes()) {
            var log = stage.installation().data().resolve("log").resolve("node-" + node + ".log");
            try (var lines = Files.lines(log)) {
                count += lines.filter(line -> line.contains("has been blocked")).count();
            }
        }
        return count;
    }

    private void erase() {
        patients.forEach(patient -> patient.signIn(1));
        for (var record : stored) {
            var reply = record.patient().erase(record.id(), 1);
            if (reply.status() != NO_CONTENT) {
                record.patient().unexplained(reply, "erasing a large upload");
            }
        }
    }
}
