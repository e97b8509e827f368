package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Pacer;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.Scan;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Everybody at one object, on all nodes at once: sent, read and erased. For one thread. */
final class ObjectRaces {
    private static final int READERS = 6;
    private static final int MOST_READS = 40;
    private static final int WRITERS = 6;
    private static final int TRIANGLES = 20_000;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final Stage stage;
    private final Patient patient;
    private final String word;
    private final Random random;

    /** A read and when it began. */
    private record Read(long begin, Reply reply) {}

    ObjectRaces(Stage stage, Patient patient, String word) {
        this.stage = stage;
        this.patient = patient;
        this.word = word;
        this.random = new Random(stage.random().nextLong());
    }

    void run(int objects) {
        for (int i = 0; i < objects; i++) {
            var upload = raceToStore();
            if (upload.isStored()) {
                raceToErase(upload);
            }
        }
    }

    /** The same bytes under one key from many sides become one record. */
    private Upload raceToStore() {
        var scan = new Scan(TRIANGLES, random.nextLong(), word);
        var key = new UUID(random.nextLong(), random.nextLong()).toString();
        var ids = new ConcurrentLinkedQueue<String>();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                int node = node(i);
                writers.execute(() -> {
                    var upload = new Upload(scan, key, false, Upload.Fate.INSISTS);
                    new Sending(patient, upload).once(node, Pacer.FREE);
                    stage.tally().count(Figure.OBJECT_RACE);
                    if (upload.isStored()) {
                        ids.add(upload.recordId());
                    }
                });
            }
        }
        var one = new Upload(scan, key, false, Upload.Fate.INSISTS);
        new Sending(patient, one).insist(1);
        if (ids.stream().anyMatch(id -> !id.equals(one.recordId()))) {
            stage.tally().violated(Zero.DOUBLED_EFFECT, "one key, several records: " + List.copyOf(ids));
        }
        return one;
    }

    /** What begins after the answer that it is erased finds nothing, on any node. */
    private void raceToErase(Upload upload) {
        var erasedAt = new AtomicLong(Long.MAX_VALUE);
        var answer = new AtomicReference<@Nullable Reply>();
        var reads = new ConcurrentLinkedQueue<Read>();
        var begun = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                int node = node(i);
                threads.execute(() -> {
                    for (int n = 0; n < MOST_READS && !isOver(erasedAt); n++) {
                        begun.incrementAndGet();
                        read(upload, node, reads);
                    }
                    read(upload, node, reads);
                });
            }
            threads.execute(() -> {
                while (begun.get() < 2 * READERS) {
                    Thread.onSpinWait();
                }
                answer.set(patient.erase(upload.recordId(), node(random.nextInt(READERS))));
                erasedAt.set(System.nanoTime());
            });
        }
        var erased = answer.get();
        if (erased != null) {
            judge(upload, erased, erasedAt.get(), reads);
        }
    }

    private static boolean isOver(AtomicLong erasedAt) {
        return erasedAt.get() != Long.MAX_VALUE;
    }

    private void read(Upload upload, int node, ConcurrentLinkedQueue<Read> reads) {
        long begin = System.nanoTime();
        stage.tally().count(Figure.OBJECT_RACE);
        patient.client()
                .once(patient.content(upload.recordId()), node)
                .ifPresent(reply -> reads.add(new Read(begin, reply)));
    }

    private void judge(Upload upload, Reply erased, long erasedAt, Iterable<Read> reads) {
        if (erased.status() != NO_CONTENT) {
            patient.unexplained(erased, "erasing " + upload.recordId());
            return;
        }
        for (var read : reads) {
            boolean content = read.reply().status() == OK;
            if (content && read.begin() - erasedAt > 0) {
                stage.tally()
                        .violated(
                                Zero.RESURRECTED,
                                upload.recordId() + " at node " + read.reply().node());
            } else if (content && !upload.scan().equalsBytes(read.reply().body())) {
                stage.tally().violated(Zero.UPLOAD_DIFFERS, upload.recordId());
            }
        }
        for (int node : stage.installation().allNodes()) {
            var listed = patient.client()
                    .call(patient.signed(Request.get("get-record", "/v1/records/" + upload.recordId())), node);
            if (listed.isOk()) {
                stage.tally().violated(Zero.RESURRECTED, upload.recordId() + " is described at node " + node);
            }
        }
    }

    private int node(int index) {
        return 1 + index % stage.installation().nodes();
    }
}
