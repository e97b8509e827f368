package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Ratio;
import cn.mejene.bench.Sheet;
import cn.mejene.chaos.Failures;
import cn.mejene.chaos.History;
import cn.mejene.chaos.Observed;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Weather;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.messages.Audience;
import cn.mejene.chaos.messages.SandboxCounts;
import cn.mejene.chaos.system.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * N1, N2: announcements to 200 members, from the first call of staff to the last message at the push service, and codes
 * that are asked for meanwhile, twenty a second, from the call to the provider's answer. Client, node, database and
 * providers share the machine.
 */
public final class Notices implements Group {
    private static final int MEMBERS = 200;
    private static final int ANNOUNCEMENTS = 100;
    private static final long BETWEEN_CODES_NANOS = 50_000_000;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(3);
    private static final Bar RATE = Bar.atLeast("N1", "notices handed to a provider, a second", "1", 2_000);
    private static final Bar CODES = Bar.atMost("N2", "p99 of a code meanwhile, ms", "1", 1_000);

    @Override
    public List<Bar> bars() {
        return List.of(RATE, CODES);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.DURABLE;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var installation = field.ground().installation();
        awaitIdle(field.ground().login());
        var rates = new ArrayList<Double>();
        var waits = new ArrayList<Double>();
        var file = Files.createTempFile("mejene-bench-", ".jsonl");
        try (var history = History.open(file, field.ground().clock())) {
            var observed = new Observed(history, new Tally(history), new Weather(), new Failures(1));
            try (var client = Client.of(installation.ports(), observed)) {
                var audience = new Audience(client.named("bench"));
                audience.invite(MEMBERS);
                var counts = new SandboxCounts(installation);
                for (int i = -1; i < field.rounds().measured(); i++) {
                    var millis = new ArrayList<Double>();
                    double rate = round(audience, client, counts, i + 1, millis);
                    if (i >= 0) {
                        rates.add(rate);
                        waits.add(millis.get(millis.size() * 99 / 100));
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        var note = "%d notices a round; calls, marking and settling included".formatted(MEMBERS * ANNOUNCEMENTS);
        sheet.measured(RATE, Ratio.of(rates), note);
        sheet.measured(CODES, Ratio.of(waits), "asked every 50 ms while the notices leave");
    }

    /** What rows before this one have set off is still told to people. */
    private static void awaitIdle(Login login) throws Exception {
        long end = System.nanoTime() + LONGEST_NANOS;
        try (var connection = login.connect(Login.MAIN, Login.APPLICATION);
                var waiting = connection.prepareStatement("SELECT (SELECT count(*) FROM kernel.outbox)"
                        + " + (SELECT count(*) FROM notifications.delivery WHERE state IN ('queued', 'sending'))")) {
            while (System.nanoTime() < end) {
                try (var rows = waiting.executeQuery()) {
                    rows.next();
                    if (rows.getLong(1) == 0) {
                        return;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IOException("what was set off before is not told in time");
    }

    /** Answers notices a second. */
    private static double round(Audience audience, Client client, SandboxCounts counts, int round, List<Double> codes)
            throws Exception {
        long before = counts.arrived();
        long expected = (long) MEMBERS * ANNOUNCEMENTS;
        var going = new AtomicBoolean(true);
        try (var asker = Executors.newSingleThreadExecutor()) {
            var asking = asker.submit(() -> ask(client, going, codes));
            long begin = System.nanoTime();
            for (int i = 0; i < ANNOUNCEMENTS; i++) {
                audience.announce(round * ANNOUNCEMENTS + i);
            }
            while (counts.arrived() - before < expected) {
                if (System.nanoTime() - begin > LONGEST_NANOS) {
                    throw new IOException("not all notices arrive");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            going.set(false);
            asking.get();
            codes.sort(null);
            return expected / seconds;
        }
    }

    /** At fixed times, so that a slow one does not keep the next from being asked. */
    private static Void ask(Client client, AtomicBoolean going, List<Double> codes) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; going.get(); i++) {
            long due = start + i * BETWEEN_CODES_NANOS;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            var body = Map.of("phone", "+86135%08d".formatted(i % 1_000), "purpose", "login");
            var reply = client.call(Request.json("send-code", "POST", "/v1/auth/codes", body), 1);
            if (reply.status() != 202) {
                throw new IOException("a code was refused: " + reply.status());
            }
            codes.add((System.nanoTime() - due) / 1e6);
        }
        return null;
    }
}
