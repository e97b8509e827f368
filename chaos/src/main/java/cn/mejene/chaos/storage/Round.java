package cn.mejene.chaos.storage;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Pacer;
import cn.mejene.chaos.client.Scan;
import cn.mejene.chaos.client.Unanswered;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Uploads to all nodes, one of which is killed in the middle of one, while others are read. For one thread, once. */
final class Round {
    private static final int OTHERS = 3;
    private static final int MIB = 1 << 20;
    private static final int TRIANGLE = 50;
    private static final int MOST_TRIANGLES = 150_000;
    private static final int BREAK_EVERY = 64 << 10;
    private static final double RESUMABLE = 0.5;
    private static final double FORGOTTEN = 0.25;
    private static final double AT_A_BORDER = 0.2;
    private static final int SLOWEST_PIECE_MILLIS = 4;

    private final Stage stage;
    private final List<Patient> patients;
    private final String word;
    private final Random random;

    /** @param word what the uploads are marked with */
    Round(Stage stage, List<Patient> patients, String word) {
        this.stage = stage;
        this.patients = patients;
        this.word = word;
        this.random = new Random(stage.random().nextLong());
    }

    void run() {
        var strike = new Strike(stage, anyNode());
        var going = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> read(strike, going));
            var aimed = upload(random.nextDouble() < FORGOTTEN ? Upload.Fate.FORGETS : Upload.Fate.INSISTS);
            send(threads, aimed, strike.node(), strike.at(random, aimed.scan().size()));
            for (int i = 0; i < OTHERS; i++) {
                var fate = i == 0 ? Upload.Fate.BREAKS_OFF : Upload.Fate.INSISTS;
                var other = upload(fate);
                send(threads, other, anyNode(), fate == Upload.Fate.INSISTS ? slowly() : breakingOff(other));
            }
            try {
                strike.perform();
            } catch (IOException | RuntimeException e) {
                stage.tally().violated(Zero.BROKEN_TOOL, "kill: " + e);
            } finally {
                going.set(false);
            }
        }
    }

    private Upload upload(Upload.Fate fate) {
        var key = new UUID(random.nextLong(), random.nextLong()).toString();
        return new Upload(new Scan(triangles(), random.nextLong(), word), key, random.nextDouble() < RESUMABLE, fate);
    }

    /** Of any size, and now and then of one about the end of a segment. */
    private int triangles() {
        return random.nextDouble() < AT_A_BORDER
                ? MIB * (1 + random.nextInt(4)) / TRIANGLE - 4 + random.nextInt(5)
                : 1 + random.nextInt(MOST_TRIANGLES);
    }

    private void send(ExecutorService threads, Upload upload, int node, Pacer pacer) {
        var patient = patients.get(random.nextInt(patients.size()));
        patient.uploads().add(upload);
        int next = node % stage.installation().nodes() + 1;
        threads.execute(() -> {
            try {
                var sending = new Sending(patient, upload);
                sending.once(node, pacer);
                if (upload.fate() == Upload.Fate.INSISTS && !upload.isStored()) {
                    sending.insist(next);
                    stage.tally().count(Figure.RESUMED);
                }
            } catch (Unanswered counted) {
                // The check at the end of the round tells what became of it.
            } catch (RuntimeException e) {
                stage.tally().violated(Zero.BROKEN_TOOL, "upload: " + e);
            }
        });
    }

    private Pacer slowly() {
        int most = random.nextInt(SLOWEST_PIECE_MILLIS) + 1;
        var own = new Random(random.nextLong());
        return (_, _) -> {
            try {
                TimeUnit.MILLISECONDS.sleep(own.nextInt(most));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        };
    }

    private Pacer breakingOff(Upload upload) {
        int pieces = 1 + upload.scan().size() / BREAK_EVERY;
        long point = (long) random.nextInt(pieces) * BREAK_EVERY;
        return (sent, size) -> {
            if (sent >= Math.min(point, size - 1)) {
                throw new IOException("broken off");
            }
        };
    }

    /** What was promised before is read on the nodes that live. */
    private void read(Strike strike, AtomicBoolean going) {
        var own = new Random(random.nextLong());
        var stored = patients.stream()
                .flatMap(patient ->
                        patient.uploads().stream().filter(Upload::isStored).map(upload -> new Stored(patient, upload)))
                .toList();
        while (going.get() && !stored.isEmpty()) {
            int node = 1 + own.nextInt(stage.installation().nodes());
            if (node != strike.node()) {
                stored.get(own.nextInt(stored.size())).read(node);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int anyNode() {
        return 1 + random.nextInt(stage.installation().nodes());
    }

    /** Something that was promised. */
    private record Stored(Patient patient, Upload upload) {
        void read(int node) {
            patient.client()
                    .once(patient.content(upload.recordId()), node)
                    .filter(reply -> !reply.asksToComeAgain())
                    .ifPresent(reply -> {
                        if (upload.scan().equalsBytes(reply.body())) {
                            patient.stage().tally().count(Figure.READ_BACK);
                        } else {
                            patient.stage().tally().violated(Zero.UPLOAD_DIFFERS, upload.recordId());
                        }
                    });
        }
    }
}
