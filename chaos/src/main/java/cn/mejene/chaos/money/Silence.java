package cn.mejene.chaos.money;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.MoneyTruth;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * D25: the provider has the money and says nothing, or speaks at the very moment that it is asked. For one thread, once.
 */
final class Silence {
    private static final Duration UNTIL_ASKED = Duration.ofMinutes(2);
    private static final long LIMIT_SECONDS = 60;

    private final Market market;
    private final Postman postman;
    private final MoneyTruth truth;

    Silence(Market market, Postman postman, MoneyTruth truth) {
        this.market = market;
        this.postman = postman;
        this.truth = truth;
    }

    /** @param each how many are never told of, and how many are told of when they are asked about */
    void run(int each) throws Exception {
        var silent = market.begin(each);
        var late = market.begin(each);
        for (var payment : silent) {
            market.provider().silently(payment, "paid");
        }
        for (var payment : late) {
            market.provider().silently(payment, "paid");
        }
        market.advance(UNTIL_ASKED);
        market.all(late.stream().map(this::told).toList());
        settled(silent);
        settled(late);
    }

    private Callable<Boolean> told(Payment payment) {
        return () -> {
            var notice = market.provider()
                    .tells(payment, "paid", "", UUID.randomUUID().toString());
            var answer = postman.bring(notice, 1 + Math.floorMod(payment.id().hashCode(), market.nodes()));
            if (answer.isEmpty() || !answer.get().isTaken()) {
                market.stage().tally().violated(Zero.UNEXPLAINED_REFUSAL, "a notification beside a question");
            }
            return true;
        };
    }

    private void settled(List<Payment> payments) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        var open = payments;
        while (!open.isEmpty() && System.nanoTime() < end) {
            var kept = truth.payments();
            open = open.stream()
                    .filter(payment -> !kept.of(payment.id()).status().equals("paid"))
                    .toList();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        open.forEach(payment -> market.stage().tally().violated(Zero.MONEY_EFFECT, payment.id() + " never settled"));
        for (int i = open.size(); i < payments.size(); i++) {
            market.stage().tally().count(Figure.ASKED);
        }
    }
}
