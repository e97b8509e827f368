package cn.mejene.chaos.money;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.MoneyTruth;
import cn.mejene.chaos.system.Topic;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Holds everything that was begun against the providers' books, the ledger, the memberships and the events. */
final class Accounts {
    private static final long LIMIT_SECONDS = 90;

    private final Market market;
    private final MoneyTruth truth;

    Accounts(Market market, MoneyTruth truth) {
        this.market = market;
        this.truth = truth;
    }

    /** Waits until our books and the providers' agree, then looks at each effect. */
    void check() throws IOException, SQLException, InterruptedException {
        var tally = market.stage().tally();
        awaitAgreement().forEach(difference -> tally.violated(Zero.BOOKS, difference));
        for (long i = truth.unbalanced(); i > 0; i--) {
            tally.violated(Zero.LEDGER, "an entry");
        }
        var kept = truth.payments();
        var owed = 0L;
        for (var payment : market.payments()) {
            var books = market.provider().books(payment);
            owed += books.paid() ? books.total() - books.refunded() : 0;
            effect(payment, books, kept.of(payment.id()));
        }
        if (truth.atProviders() != owed) {
            tally.violated(Zero.BOOKS, "our ledger has " + truth.atProviders() + ", the providers " + owed);
        }
        memberships(kept);
        events(kept);
    }

    private Set<String> awaitAgreement() throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            var kept = truth.payments();
            var differing = new HashSet<String>();
            for (var payment : market.payments()) {
                var theirs = market.provider().books(payment).status();
                var ours = kept.of(payment.id()).status();
                if (!ours.equals(theirs)) {
                    differing.add(payment.id() + ": ours " + ours + ", theirs " + theirs);
                }
            }
            if (differing.isEmpty() || System.nanoTime() > end) {
                return differing;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void effect(Payment payment, Provider.Books books, MoneyTruth.Kept kept) {
        int once = books.paid() ? 1 : 0;
        long lost = books.paid() && books.refunded() == books.total() ? Buyer.TERM.toSeconds() : 0;
        boolean right = kept.receipts() == once
                && kept.terms() == once
                && kept.lost() == lost
                && kept.refunded() == books.refunded();
        if (!right) {
            market.stage().tally().violated(Zero.MONEY_EFFECT, payment.id() + " " + kept);
        } else if (books.paid()) {
            market.stage().tally().count(Figure.PAID_ONCE);
        }
    }

    /** What each buyer sees of it: as many years as she has paid for and not got back. */
    private void memberships(MoneyTruth.Payments kept) {
        for (var buyer : market.buyers()) {
            long bought = market.payments().stream()
                    .filter(payment -> payment.buyer() == buyer)
                    .filter(payment -> kept.of(payment.id()).status().equals("paid"))
                    .count();
            long has = buyer.terms(1);
            if (has != bought) {
                market.stage().tally().violated(Zero.MONEY_EFFECT, "a membership of " + has + " terms for " + bought);
            }
        }
    }

    /** Each payment that arrived is told of by one event, however often Kafka repeats it. */
    private void events(MoneyTruth.Payments kept) throws IOException, InterruptedException {
        long arrived = market.payments().stream()
                .filter(payment -> kept.of(payment.id()).receipts() > 0)
                .count();
        var topic = new Topic(market.stage().installation(), "payments");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        var told = topic.events("payments.payment-paid", "paymentId");
        while (told.size() < arrived && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            told = topic.events("payments.payment-paid", "paymentId");
        }
        for (var payment : market.payments()) {
            int events = told.getOrDefault(payment.id(), Set.of()).size();
            if (events != (kept.of(payment.id()).receipts() > 0 ? 1 : 0)) {
                market.stage().tally().violated(Zero.MONEY_EFFECT, payment.id() + " told by " + events + " events");
            }
        }
    }
}
