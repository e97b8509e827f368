package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.system.RootKeys;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Contents are read at a steady rate while the root key is rotated again and again: none may fail. For one thread. */
final class RotationLoad {
    private static final int READS_A_SECOND = 200;
    private static final int READERS = 40;
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(READERS) / READS_A_SECOND;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int TRIANGLES = 1_000;

    private final Stage stage;
    private final Patient patient;
    private final Upload upload;
    private final AtomicBoolean rotating = new AtomicBoolean(true);
    private final AtomicLong reads = new AtomicLong();

    RotationLoad(Stage stage, Patient patient, String word) {
        this.stage = stage;
        this.patient = patient;
        var scan = new Scan(TRIANGLES, stage.random().nextLong(), word);
        this.upload = new Upload(scan, UUID.randomUUID().toString(), false, Upload.Fate.INSISTS);
    }

    void run(int rotations) throws IOException, SQLException, InterruptedException {
        stage.out().println(rotations + " rotations of the root key under reads ...");
        patient.signIn(1);
        patient.uploads().add(upload);
        new Sending(patient, upload).insist(1);
        long begin = System.nanoTime();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                int node = 1 + i % stage.installation().nodes();
                long first = begin + i * BETWEEN_NANOS / READERS;
                readers.execute(() -> readSteadily(node, first));
            }
            for (int i = 0; i < rotations; i++) {
                rotate();
            }
            rotating.set(false);
        }
        stage.tally().sum(Figure.ROTATION_READ, reads.get());
        double seconds = (System.nanoTime() - begin) / 1e9;
        stage.out().printf("  %d reads, %.0f a second%n", reads.get(), reads.get() / seconds);
    }

    private void rotate() throws IOException, SQLException, InterruptedException {
        var keys = new RootKeys(stage.installation());
        if (keys.rotate()) {
            stage.tally().count(Figure.ROTATION);
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        while (keys.running() > 0) {
            if (System.nanoTime() > end) {
                stage.tally().violated(Zero.OLD_ROOT, "a rotation under load does not end");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void readSteadily(int node, long first) {
        try {
            for (long due = first; rotating.get(); due += BETWEEN_NANOS) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                read(node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(int node) {
        var reply = patient.client().once(patient.content(upload.recordId()), node);
        if (reply.isEmpty()) {
            stage.tally().violated(Zero.ROTATION_FELT, "no answer from node " + node);
        } else if (!reply.get().isOk() || !upload.scan().equalsBytes(reply.get().body())) {
            stage.tally()
                    .violated(
                            Zero.ROTATION_FELT,
                            reply.get().status() + " " + reply.get().code() + " from node " + node);
        } else {
            reads.incrementAndGet();
        }
    }
}
