package cn.mejene.chaos.money;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.fault.FaultDeck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * D22: every payment is told of ten times, in any order, at any node, while nodes are killed; each notification is
 * brought again until a node takes it. Forged ones of the same payments come between, while the nodes die (D23). For one
 * thread, once.
 */
final class Storm {
    private static final int COPIES = 10;
    /** While nodes die, so many true ones come on a forged one. */
    private static final int TRUE_ONES = 5;

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final long AGAIN_MILLIS = 200;

    private final Market market;
    private final Postman postman;
    private final Forgeries forgeries;
    private final Random random;
    private final AtomicBoolean killed = new AtomicBoolean();
    private final AtomicInteger left = new AtomicInteger();

    /** One delivery of one notification; what is the same notification has the same id. */
    private record Delivery(Payment payment, String noticeId, int node) {}

    Storm(Market market, Postman postman, Forgeries forgeries) {
        this.market = market;
        this.postman = postman;
        this.forgeries = forgeries;
        this.random = new Random(market.stage().random().nextLong());
    }

    /** @param notices how many deliveries */
    void run(int notices) throws Exception {
        var payments = market.begin(Math.max(1, notices / COPIES));
        var deliveries = deliveries(payments);
        left.set(deliveries.size());
        // A third in peace, the others while nodes die one after the other.
        int calm = deliveries.size() / 3;
        market.all(work(deliveries.subList(0, calm)));
        var killer = Thread.ofPlatform().start(this::kill);
        market.all(mixed(deliveries.subList(calm, deliveries.size())));
        killer.join();
        forgeries.checkAmid();
    }

    private List<Callable<Boolean>> mixed(List<Delivery> deliveries) {
        var work = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < deliveries.size(); i++) {
            var delivery = deliveries.get(i);
            work.add(() -> bring(delivery));
            if (i % TRUE_ONES == 0) {
                int number = i / TRUE_ONES;
                work.add(() -> {
                    forgeries.bringAmid(delivery.payment(), number, killed::get);
                    return true;
                });
            }
        }
        return work;
    }

    private List<Delivery> deliveries(List<Payment> payments) {
        var all = new ArrayList<Delivery>();
        for (var payment : payments) {
            // The provider tells the same thing in two notifications, and each of them more than once.
            var ids = List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
            for (int copy = 0; copy < COPIES; copy++) {
                all.add(new Delivery(payment, ids.get(copy % 4 == 0 ? 1 : 0), 1 + random.nextInt(market.nodes())));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    private List<Callable<Boolean>> work(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> (Callable<Boolean>) () -> bring(delivery))
                .toList();
    }

    private boolean bring(Delivery delivery) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        int node = delivery.node();
        boolean taken = false;
        while (!taken && System.nanoTime() < end) {
            var notice = market.provider().happens(delivery.payment(), "paid", delivery.noticeId());
            var answer = postman.bring(notice, node);
            taken = answer.isPresent() && answer.get().isTaken();
            if (!taken) {
                answer.filter(refused -> refused.status() / 100 == 4).ifPresent(refused -> market.stage()
                        .tally()
                        .violated(Zero.UNEXPLAINED_REFUSAL, "a true notification: " + refused.status()));
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
                node = node % market.nodes() + 1;
            }
        }
        left.decrementAndGet();
        var tally = market.stage().tally();
        tally.count(Figure.NOTICE);
        if (killed.get()) {
            tally.count(Figure.NOTICE_AT_KILL);
        }
        if (!taken) {
            tally.violated(
                    Zero.UNANSWERED, "notification of " + delivery.payment().id());
        }
        return taken;
    }

    private void kill() {
        try {
            var deck =
                    new FaultDeck(random, new FaultDeck.Limits(market.nodes(), LONGEST), Set.of(FaultDeck.Kind.KILL));
            while (left.get() > 0) {
                var fault = deck.deal().getFirst();
                market.stage().history().fault(fault.name(), "strikes");
                killed.set(true);
                fault.strike(market.stage());
                killed.set(false);
                market.stage().history().fault(fault.name(), "healed");
            }
        } catch (Exception e) {
            market.stage().tally().violated(Zero.BROKEN_TOOL, "kill: " + e);
        }
    }
}
