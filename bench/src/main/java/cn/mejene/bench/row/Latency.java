package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Ratio;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.Uploading;
import cn.mejene.bench.load.Carrier;
import cn.mejene.bench.load.Wire;
import cn.mejene.bench.peer.Ours;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * B14: an authenticated call, asked 200 times a second, while 400 MiB/s of uploads come in and while none do. Each call
 * commits an entry of the access log: where the uploads wait for the disk too, they and the calls wait for the same one.
 */
public final class Latency implements Group {
    private static final int CALLS = 800;
    private static final int CALLERS = 20;
    private static final long BETWEEN_NANOS = 5_000_000;
    private static final double BYTES_PER_SECOND = 400 << 20;
    private static final int MEBIBYTES = 256;

    private final Ground.Mode mode;
    private final Bar bar;

    private Latency(Ground.Mode mode, Bar bar) {
        this.mode = mode;
        this.bar = bar;
    }

    /** Beside uploads that nobody waits for the disk for, as in B1 to B4. */
    public static Latency unsynced() {
        return new Latency(Ground.Mode.UNSYNCED, bar("B14", "400 MiB/s of uploads, no fsync"));
    }

    /** Beside durable uploads: a row of ours, which says as much of the disk as of the node. */
    public static Latency durable() {
        return new Latency(Ground.Mode.DURABLE, bar("B14d", "400 MiB/s of uploads, durable"));
    }

    private static Bar bar(String id, String during) {
        return Bar.atMost(id, "p99 of a call during " + during, "the same without", 3);
    }

    @Override
    public List<Bar> bars() {
        return List.of(bar);
    }

    @Override
    public Ground.Mode mode() {
        return mode;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        var sent = field.scan(MEBIBYTES);
        var ratios = new ArrayList<Double>();
        var quiet = new ArrayList<Double>();
        var busy = new ArrayList<Double>();
        var rates = new ArrayList<Double>();
        for (int i = -2; i < field.rounds().measured(); i++) {
            double without = p99(ours);
            long[] uploaded = {0};
            double during = during(ours, sent, uploaded);
            ours.forget(List.of());
            if (i >= 0) {
                quiet.add(without);
                busy.add(during);
                ratios.add(during / without);
                rates.add(uploaded[0] / 1e6);
            }
        }
        var note = "p99 %.1f ms without, %.1f ms during; %.0f MiB/s came in"
                .formatted(
                        Ratio.of(quiet).median(),
                        Ratio.of(busy).median(),
                        Ratio.of(rates).median());
        sheet.measured(bar, Ratio.of(ratios), note);
    }

    /** Calls at fixed times, each by the next caller, so that a slow one does not keep others from being asked; milliseconds. */
    private static double p99(Ours ours) throws Exception {
        long start = System.nanoTime() + BETWEEN_NANOS;
        var asked = new ArrayList<Future<List<Double>>>();
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < CALLERS; i++) {
                long first = start + i * BETWEEN_NANOS;
                asked.add(callers.submit(() -> call(ours, first)));
            }
            var millis = new ArrayList<Double>();
            for (var one : asked) {
                millis.addAll(one.get());
            }
            millis.sort(null);
            return millis.get(millis.size() * 99 / 100);
        }
    }

    /** One caller's share of the calls, from when each was due. */
    private static List<Double> call(Ours ours, long first) throws IOException {
        var millis = new ArrayList<Double>();
        try (var wire = Wire.to(ours.port())) {
            for (int i = 0; i < CALLS / CALLERS; i++) {
                long due = first + (long) i * CALLERS * BETWEEN_NANOS;
                sleepUntil(due);
                if (wire.ask(ours.smallCall()).status() != 200) {
                    throw new IOException("the call was refused");
                }
                millis.add((System.nanoTime() - due) / 1e6);
            }
        }
        return millis;
    }

    private static double during(Ours ours, Uploading.Sent sent, long[] rate) throws Exception {
        var going = new AtomicBoolean(true);
        var bytes = new AtomicLong();
        long begin = System.nanoTime();
        try (var sender = Executors.newSingleThreadExecutor()) {
            var uploads = sender.submit(() -> {
                while (going.get()) {
                    upload(ours, sent, new Steady(begin, bytes));
                }
                return null;
            });
            TimeUnit.MILLISECONDS.sleep(300);
            double p99 = p99(ours);
            rate[0] = (long) (bytes.get() / ((System.nanoTime() - begin) / 1e9) / 1.048576);
            going.set(false);
            uploads.get();
            return p99;
        }
    }

    private static void upload(Ours ours, Uploading.Sent sent, Wire.Pace pace) throws IOException {
        var answer = Carrier.PLAIN.send(ours.port(), ours.head(Files.size(sent.file())), sent.file(), pace);
        if (!answer.isGood()) {
            throw new IOException("refused: " + answer.status() + " " + answer.body());
        }
    }

    private static void sleepUntil(long due) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** One pace for all uploads together. */
    private record Steady(long begin, AtomicLong bytes) implements Wire.Pace {
        @Override
        public void await(long sent) throws IOException {
            long before = bytes.getAndAdd(most());
            sleepUntil(begin + (long) (before / BYTES_PER_SECOND * 1e9));
        }
    }
}
