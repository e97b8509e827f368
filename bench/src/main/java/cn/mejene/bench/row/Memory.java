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
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** B7: how much memory the node takes for large uploads and for many slow ones. */
public final class Memory implements Group {
    private static final double MEBI = 1 << 20;
    private static final int SLOW = 1_000;
    private static final double SLOW_SECONDS = 15;
    private static final String ITSELF = "itself at 1 MiB (peak RSS)";
    private static final Bar FOUR = Bar.atMost("B7a", "4 × 256 MiB at once", "MiB above idle (peak RSS)", 80);
    private static final Bar LARGE = Bar.atMost("B7b", "1 × 2 GiB", ITSELF, 1.1);
    private static final Bar MANY = Bar.atMost("B7c", "1,000 × slow 1 MiB", ITSELF, 1.5);

    @Override
    public List<Bar> bars() {
        return List.of(FOUR, LARGE, MANY);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.DURABLE;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var ours = field.ground().ours(Carrier.PLAIN, Ours.Content.SCAN);
        var small = field.scan(1);
        // A node that has worked: compiled, its heap as large as small things make it.
        for (int i = 0; i < 50; i++) {
            new Uploading(ours, Carrier.PLAIN, small, 1).run();
        }
        double idle = new RunningProcess(ours.pid()).resident() / MEBI;
        double one = peak(ours, () -> new Uploading(ours, Carrier.PLAIN, small, 1).run());
        double four = peak(ours, () -> new Uploading(ours, Carrier.PLAIN, field.scan(256), 4).run());
        var note = "idle %.0f MiB, at 1 MiB %.0f MiB, ".formatted(idle, one);
        sheet.measured(FOUR, Ratio.of(List.of(four - idle)), note + "peak %.0f MiB".formatted(four));
        double large = peak(ours, () -> new Uploading(ours, Carrier.PLAIN, field.scan(2047), 1).run());
        sheet.measured(LARGE, Ratio.of(List.of(large / one)), note + "peak %.0f MiB".formatted(large));
        try {
            double many = peak(ours, () -> slowly(ours, small));
            sheet.measured(MANY, Ratio.of(List.of(many / one)), note + "peak %.0f MiB".formatted(many));
        } catch (IOException e) {
            // What it shows of the node is worth more than an end of the run.
            sheet.failed(MANY, note + "then " + e.getMessage());
        }
    }

    private static double peak(Ours ours, Callable<?> work) throws Exception {
        var node = new RunningProcess(ours.pid());
        node.forgetPeak();
        work.call();
        return node.peak() / MEBI;
    }

    private static int slowly(Ours ours, Uploading.Sent sent) throws Exception {
        var running = new ArrayList<Future<?>>();
        try (var senders = Executors.newFixedThreadPool(SLOW)) {
            for (int i = 0; i < SLOW; i++) {
                running.add(senders.submit(() -> trickle(ours, sent)));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a slow upload failed: " + e.getCause(), e);
        }
        ours.forget(List.of());
        return SLOW;
    }

    private static Void trickle(Ours ours, Uploading.Sent sent) throws IOException {
        long size = Files.size(sent.file());
        var answer = Carrier.PLAIN.send(ours.port(), ours.head(size), sent.file(), new Trickle(size));
        if (!answer.isGood()) {
            throw new IOException("refused: " + answer.status() + " " + answer.body());
        }
        return null;
    }

    /** Spreads a body over the time. */
    private record Trickle(long size) implements Wire.Pace {
        @Override
        public int most() {
            return 16 << 10;
        }

        @Override
        public void await(long sent) throws IOException {
            try {
                TimeUnit.MICROSECONDS.sleep((long) (SLOW_SECONDS * 1e6 * most() / size));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
