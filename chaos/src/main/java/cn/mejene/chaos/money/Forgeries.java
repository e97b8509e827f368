package cn.mejene.chaos.money;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.MoneyTruth;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * D23: notifications that are not the provider's, or not of what we asked for, of every kind: each is refused in the
 * provider's own way, logged, and has no effect; while nodes die, too. For one thread, once.
 */
final class Forgeries {
    private static final int TARGETS = 20;
    private static final List<String> WECHAT = List.of(
            "key",
            "tampered",
            "reserialised",
            "stripped",
            "serial",
            "signtest",
            "merchant",
            "application",
            "channel",
            "amount",
            "currency",
            "order",
            "stale",
            "replayed",
            "associated-data",
            "algorithm");
    private static final List<String> ALIPAY =
            List.of("key", "tampered", "altered", "unsigned", "application", "merchant", "amount", "order", "replayed");

    /** How the ids begin of those that are brought while nodes die. */
    private static final String AMID = "forged-";

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final long AGAIN_MILLIS = 200;

    private final Market market;
    private final Postman postman;
    private final MoneyTruth truth;

    private record Forgery(Payment payment, String kind, int node) {}

    Forgeries(Market market, Postman postman, MoneyTruth truth) {
        this.market = market;
        this.postman = postman;
        this.truth = truth;
    }

    void run(int number) throws Exception {
        var targets = market.begin(TARGETS);
        var forgeries = IntStream.range(0, number)
                .mapToObj(i -> forgery(targets.get(i % TARGETS), i))
                .toList();
        long notices = truth.notices();
        long logged = truth.refusalsLogged();
        var nanos = market.all(forgeries.stream()
                .map(forgery -> (Callable<Long>) () -> send(forgery))
                .toList());
        tell(forgeries, nanos);
        var tally = market.stage().tally();
        long taken = truth.notices() - notices;
        for (long i = 0; i < taken; i++) {
            tally.violated(Zero.FORGERY_TAKEN, "in the inbox");
        }
        var kept = truth.payments();
        targets.stream()
                .filter(payment -> !kept.of(payment.id()).status().equals("pending"))
                .forEach(payment -> tally.violated(Zero.FORGERY_TAKEN, payment.id()));
        if (truth.refusalsLogged() - logged != number) {
            tally.violated(Zero.FORGERY_UNLOGGED, (truth.refusalsLogged() - logged) + " of " + number + " logged");
        }
    }

    /**
     * One of a payment that is told of truly at the same time, brought until a node answers: by whatever node, it is
     * refused.
     *
     * @param at whether a node is being killed
     */
    void bringAmid(Payment payment, int number, BooleanSupplier at) throws IOException, InterruptedException {
        var forgery = new Forgery(payment, kind(payment, number), 1 + number % market.nodes());
        long end = System.nanoTime() + LONGEST.toNanos();
        var answer = Optional.<Postman.Answered>empty();
        for (int i = 0; answer.isEmpty() && System.nanoTime() < end; i++) {
            var notice = market.provider().tells(payment, "paid", forgery.kind(), AMID + UUID.randomUUID());
            var brought = postman.bring(notice, 1 + (forgery.node() - 1 + i) % market.nodes());
            answer = brought.filter(one -> one.status() / 100 != 5);
            if (answer.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
        var tally = market.stage().tally();
        if (answer.isEmpty()) {
            tally.violated(Zero.UNANSWERED, "forgery " + forgery.kind());
        } else if (answer.get().isTaken()) {
            tally.violated(Zero.FORGERY_TAKEN, forgery.kind() + " while a node died");
        } else {
            tally.count(Figure.FORGERY);
            if (at.getAsBoolean()) {
                tally.count(Figure.FORGERY_AT_KILL);
            }
        }
    }

    /** None of those had an effect. */
    void checkAmid() throws IOException, SQLException {
        for (long taken = truth.notices(AMID); taken > 0; taken--) {
            market.stage().tally().violated(Zero.FORGERY_TAKEN, "in the inbox, while a node died");
        }
    }

    /** Both providers in turn, every kind of each. */
    private Forgery forgery(Payment payment, int number) {
        return new Forgery(payment, kind(payment, number / TARGETS), 1 + number % market.nodes());
    }

    private static String kind(Payment payment, int number) {
        var params = payment.clientParams();
        var kinds = params.has("orderString") || params.has("url") ? ALIPAY : WECHAT;
        return kinds.get(number % kinds.size());
    }

    private long send(Forgery forgery) throws Exception {
        var id = UUID.randomUUID().toString();
        var notice = market.provider().tells(forgery.payment(), "paid", forgery.kind(), id);
        var answer = postman.bring(notice, forgery.node());
        var tally = market.stage().tally();
        if (answer.isEmpty()) {
            tally.violated(Zero.UNANSWERED, "forgery " + forgery.kind());
            return 0;
        }
        if (answer.get().status() == notice.refusal()) {
            tally.count(Figure.FORGERY);
        } else {
            tally.violated(
                    Zero.FORGERY_TAKEN,
                    forgery.kind() + " answered " + answer.get().status());
        }
        return answer.get().nanos();
    }

    /** How long each kind took: a forger who can tell them apart by time learns which of his guesses was right. */
    private void tell(List<Forgery> forgeries, List<Long> nanos) {
        var byKind = IntStream.range(0, nanos.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        i -> forgeries.get(i).kind(), Collectors.mapping(nanos::get, Collectors.toList())));
        var words = new ArrayList<String>();
        byKind.forEach((kind, times) -> words.add("%s %.1f".formatted(kind, median(times) / 1e6)));
        words.sort(String::compareTo);
        market.stage().out().println(("  median ms: " + String.join(", ", words)).toLowerCase(Locale.ROOT));
    }

    private static double median(List<Long> times) {
        var sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
