package cn.mejene.bench.row;

import cn.mejene.bench.Bar;
import cn.mejene.bench.Field;
import cn.mejene.bench.Ground;
import cn.mejene.bench.Ratio;
import cn.mejene.bench.Sheet;
import cn.mejene.bench.load.PaidNotices;
import cn.mejene.bench.load.PaymentStock;
import cn.mejene.bench.load.Wire;
import cn.mejene.bench.peer.MissingPeer;
import cn.mejene.bench.peer.Pgbench;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** B12: notifications of payments, verified, with all that follows durable before the answer. */
public final class Webhooks implements Group {
    private static final int CLIENTS = 16;
    private static final int EACH = 30;
    private static final int MEMBERS = 100;
    private static final int ALL = CLIENTS * EACH;
    private static final Bar BAR =
            Bar.atLeast("B12", "paid webhooks, verified and durable", "pgbench, the same statements", 0.6);

    @Override
    public List<Bar> bars() {
        return List.of(BAR);
    }

    @Override
    public Ground.Mode mode() {
        return Ground.Mode.DURABLE;
    }

    @Override
    public void measure(Field field, Sheet sheet) throws Exception {
        var login = field.ground().login();
        Pgbench pgbench;
        try {
            pgbench = Pgbench.open(field.workshop(), login);
        } catch (MissingPeer missing) {
            sheet.missing(BAR, missing);
            return;
        }
        field.ground().register(MEMBERS);
        var stock = new PaymentStock(login);
        var notices = new PaidNotices(field.ground().secrets(), field.ground().clock());
        var ratios = new ArrayList<Double>();
        var ours = new ArrayList<Double>();
        var theirs = new ArrayList<Double>();
        for (int i = -field.rounds().warm(); i < field.rounds().measured(); i++) {
            double node = node(field.ground().port(), stock, notices);
            double peer = pgbench(pgbench, stock);
            if (i >= 0) {
                ours.add(node);
                theirs.add(peer);
                ratios.add(node / peer);
            }
        }
        var note = "Mejene: %.0f webhooks/s; pgbench: %.0f transactions/s; %d connections each"
                .formatted(Ratio.of(ours).median(), Ratio.of(theirs).median(), CLIENTS);
        sheet.measured(BAR, Ratio.of(ratios), note);
    }

    private static double pgbench(Pgbench pgbench, PaymentStock stock) throws Exception {
        long first = stock.add(ALL);
        double rate = pgbench.run(first, CLIENTS, EACH);
        require(stock, first);
        return rate;
    }

    private static double node(int port, PaymentStock stock, PaidNotices notices) throws Exception {
        long first = stock.add(ALL);
        var requests = new ArrayList<String>();
        for (long number = first; number < first + ALL; number++) {
            requests.add(notices.request(PaymentStock.payment(number), PaymentStock.PRICE, number));
        }
        double rate = send(port, requests);
        require(stock, first);
        return rate;
    }

    /** Both have done the whole work, or the comparison is none. */
    private static void require(PaymentStock stock, long first) throws Exception {
        long all = ALL;
        var expected = List.of(all, all, 2 * all, all, 4 * all, all, 2 * all);
        var found = stock.effects(first, ALL);
        if (!found.equals(expected)) {
            throw new IOException("payments came to " + found + " rows, not " + expected);
        }
        stock.awaitFollowers();
    }

    private static double send(int port, List<String> requests) throws Exception {
        var wires = new ArrayList<Wire>();
        try (var senders = Executors.newFixedThreadPool(CLIENTS)) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int client = 0; client < CLIENTS; client++) {
                var wire = Wire.to(port);
                wires.add(wire);
                int own = client;
                work.add(() -> {
                    for (int i = own; i < requests.size(); i += CLIENTS) {
                        var answer = wire.ask(requests.get(i));
                        if (answer.status() != 200) {
                            throw new IOException("a notification was answered " + answer.status());
                        }
                    }
                    return true;
                });
            }
            long begin = System.nanoTime();
            for (var done : senders.invokeAll(work)) {
                done.get();
            }
            return requests.size() / ((System.nanoTime() - begin) / 1e9);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            for (var wire : wires) {
                wire.close();
            }
        }
    }
}
