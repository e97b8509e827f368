package cn.mejene.chaos.money;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * D24: the provider tells of payments in orders that make no sense, and of some things never. No payment goes back, and
 * in the end the provider's own books hold. For one thread, once.
 */
final class Contradictions {
    private static final List<String> ORDER = List.of("pending", "closed", "paid", "refunded");
    /** What happens, and what is told without happening (in brackets), one after the other. */
    private static final List<List<String>> STORIES = List.of(
            List.of("refunded", "(paid)", "(closed)"),
            List.of("closed", "(paid)"),
            List.of("(closed)", "paid"),
            List.of("paid", "(closed)", "refunded", "(paid)", "refunded"),
            List.of("paid", "(closed)", "(paid)"),
            List.of("refunded", "refunded", "(paid)"));

    private final Market market;
    private final Postman postman;

    Contradictions(Market market, Postman postman) {
        this.market = market;
        this.postman = postman;
    }

    /** @param each how many payments each story is told of */
    void run(int each) throws Exception {
        var payments = market.begin(STORIES.size() * each);
        var work = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < payments.size(); i++) {
            var payment = payments.get(i);
            var story = STORIES.get(i / each);
            int node = i;
            work.add(() -> {
                tell(payment, story, node);
                return true;
            });
        }
        market.all(work);
    }

    private void tell(Payment payment, List<String> story, int number) throws IOException {
        int reached = 0;
        for (int step = 0; step < story.size(); step++) {
            var event = story.get(step);
            var id = UUID.randomUUID().toString();
            var notice = event.startsWith("(")
                    ? market.provider().tells(payment, event.substring(1, event.length() - 1), "", id)
                    : market.provider().happens(payment, event, id);
            int node = 1 + (number + step) % market.nodes();
            var answer = postman.bring(notice, node);
            if (answer.isEmpty() || !answer.get().isTaken()) {
                market.stage().tally().violated(Zero.UNEXPLAINED_REFUSAL, story + " at " + event);
            }
            var status = payment.buyer().payments(node).getOrDefault(payment.id(), "");
            int now = ORDER.indexOf(status);
            if (now < reached) {
                market.stage().tally().violated(Zero.PAYMENT_BACK, ORDER.get(reached) + " to " + status + ": " + story);
            }
            reached = Math.max(reached, now);
        }
        market.stage().tally().count(Figure.CONTRADICTION);
    }
}
