package cn.mejene.payments;

import static cn.mejene.payments.PaymentsFixture.begin;
import static cn.mejene.payments.PaymentsFixture.json;
import static cn.mejene.payments.PaymentsFixture.refund;
import static cn.mejene.payments.PaymentsFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refunds, the daily bill, and what a lost answer of a provider must not do. */
@ExtendWith(EmbeddedServices.class)
class RefundsIT {
    private static final long PRICE = 30_000;
    private static final Duration SOON = Duration.ofSeconds(15);

    private static PaymentsFixture system;
    private static TestNode node;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        system = new PaymentsFixture(fresh, folder);
        node = system.node("node-1");
    }

    @BeforeEach
    void clear() {
        system.clear();
    }

    @AfterAll
    static void close() {
        system.close();
    }

    private String paid(String order, String channel) {
        var id = begin(node, order, channel).getString("id");
        system.happens(node, id, "paid");
        assertThat(system.status(id)).isEqualTo("paid");
        return id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"wechat-native", "alipay-app"})
    void refund_goesThroughInParts_neverMoreThanWasPaid(String channel) {
        var order = system.orders.add(PRICE);
        var id = paid(order, channel);

        assertThat(json(refund(node, id, 10_000)).getString("status")).isEqualTo("pending");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(system.orders.takenBack(order)).isEqualTo(10_000));
        assertThat(system.status(id)).isEqualTo("paid");
        assertThat(refused(() -> refund(node, id, 20_001)).code()).isEqualTo("refund-exceeds-payment");
        refund(node, id, 20_000);

        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
        assertThat(system.orders.takenBack(order)).isEqualTo(PRICE);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(3);
        assertThat(system.number("SELECT sum(amount) FROM payments.posting")).isZero();
    }

    @Test
    void refund_isRefused_whenNothingWasPaid() {
        var id = begin(node, system.orders.add(PRICE), "wechat-native").getString("id");

        assertThat(refused(() -> refund(node, id, 1)).code()).isEqualTo("payment-not-paid");
        assertThat(refused(() -> refund(node, "pay_01jd3m0c11n1ca0000000000zz", 1))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void refund_isOne_whenAskedForTwiceUnderOneKey() {
        var id = paid(system.orders.add(PRICE), "wechat-native");
        var call = CallTo.operation("payments.request-refund")
                .by(PaymentsFixture.SUPPORT)
                .path("id", id)
                .key(PaymentsFixture.key())
                .body(Map.of("amount", PRICE, "reason", "x"));

        var first = json(node.call(call.build())).getString("id");

        assertThat(json(node.call(call.build())).getString("id")).isEqualTo(first);
        assertThat(system.number("SELECT count(*) FROM payments.refund")).isEqualTo(1);
    }

    /** As many as fit are taken, however many ask at once. */
    @Test
    void refunds_takeNoMoreThanThereIs_whenManyAskAtOnce() {
        var id = paid(system.orders.add(PRICE), "wechat-native");
        var taken = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(() -> {
                    try {
                        refund(node, id, PRICE / 3);
                        taken.incrementAndGet();
                    } catch (Problem problem) {
                        assertThat(problem.code()).isEqualTo("refund-exceeds-payment");
                    }
                });
            }
        }

        assertThat(taken).hasValue(3);
        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
    }

    /** The refund happened and nobody heard: it is asked about, not made again. */
    @ParameterizedTest
    @CsvSource({
        "wechat-native,refund,lost-answer",
        "wechat-native,refund,unsigned",
        "wechat-native,refund,error",
        "alipay-app,refund,lost-answer",
        "alipay-app,refund,unsigned"
    })
    void refund_isMadeOnce_whenTheAnswerIsLost(String channel, String operation, String fault) {
        var order = system.orders.add(PRICE);
        var id = paid(order, channel);
        var before = system.books().getLong("refunded");
        system.fault(operation, fault);

        refund(node, id, PRICE);
        system.advance(node, Duration.ofMinutes(3));

        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
        assertThat(system.books().getLong("refunded") - before).isEqualTo(PRICE);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(2);
    }

    /** Alipay's notification does not tell how much went back, and Alipay is slow to say; it is answered at once. */
    @Test
    void refundNotice_isAnsweredWithinASecond_whenTheProviderIsSlow_andSettledLater() {
        var order = system.orders.add(PRICE);
        var id = paid(order, "alipay-app");
        system.fault("query", "slow", 2);
        long begun = System.nanoTime();

        var answer = system.happens(node, id, "refunded");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(answer.bodyAsString()).isEqualTo("success");
        assertThat(system.number("SELECT count(*) FROM payments.told_refund")).isEqualTo(1);
        assertThat(system.status(id)).isEqualTo("paid");
        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
        assertThat(system.orders.takenBack(order)).isEqualTo(PRICE);
        assertThat(system.number("SELECT count(*) FROM payments.told_refund")).isZero();
        assertThat(system.number("SELECT sum(amount) FROM payments.posting")).isZero();
    }

    /** The question about it fails, and it is told twice: it is asked again, and booked once. */
    @Test
    void refundNotice_hasItsEffectOnce_whenTheQuestionFails() {
        var order = system.orders.add(PRICE);
        var id = paid(order, "alipay-page");
        system.fault("query", "error", 1);

        system.happens(node, id, Map.of("event", "refunded", "times", 3)).await();
        system.happens(node, id, "refunded");
        await().atMost(SOON).until(() -> system.number("SELECT sum(checks) FROM payments.told_refund") == 1);
        system.advance(node, Duration.ofMinutes(3));

        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
        assertThat(system.orders.takenBack(order)).isEqualTo(PRICE);
        assertThat(system.number("SELECT count(*) FROM payments.refund")).isEqualTo(1);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(2);
    }

    @Test
    void payment_isNotBegun_whenTheProviderFails() {
        system.fault("order", "error");
        var order = system.orders.add(PRICE);

        var problem = refused(() -> begin(node, order, "wechat-native"));

        assertThat(problem.code()).isEqualTo("payment-provider-unavailable");
        assertThat(system.number("SELECT count(*) FROM payments.payment")).isZero();
    }

    @Test
    void reason_isSealed() {
        var id = paid(system.orders.add(PRICE), "wechat-native");

        refund(node, id, 1);

        assertThat(system.number("SELECT count(*) FROM payments.refund WHERE position('marker'::bytea in reason) > 0"))
                .isZero();
        assertThat(system.number("SELECT count(*) FROM payments.refund WHERE reason IS NOT NULL"))
                .isEqualTo(1);
    }

    /** The bill of the day tells what no notification told, and the books learn it. */
    @ParameterizedTest
    @ValueSource(strings = {"wechat-native", "alipay-app"})
    void reconciliation_findsAndLearns_whatWasNotTold(String channel) {
        var order = system.orders.add(PRICE);
        var silent = begin(node, order, channel).getString("id");
        var known = paid(system.orders.add(PRICE), channel);
        system.happens(node, silent, Map.of("event", "paid", "silent", true)).await();
        system.happens(node, known, Map.of("event", "refunded", "silent", true)).await();
        // Nobody would have asked about the silent one before the bill comes.
        system.execute("UPDATE payments.payment SET check_at = NULL");

        system.advance(node, Duration.ofDays(2));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(system.status(silent)).isEqualTo("paid"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(system.status(known)).isEqualTo("refunded"));
        // The sandbox's books hold what other tests have left, too.
        assertThat(system.number("SELECT count(*) FROM payments.difference WHERE kind = 'missing-here' AND number IN ('"
                        + silent + "', (SELECT provider_number FROM payments.refund WHERE payment_id = '" + known
                        + "'))"))
                .isEqualTo(2);
        assertThat(system.number("SELECT count(*) FROM payments.difference WHERE number = '" + known + "'"))
                .isZero();
        var listed = json(node.call(CallTo.operation("payments.list-reconciliations")
                .by(PaymentsFixture.SUPPORT)
                .build()));
        assertThat(listed.getJsonArray("items").encode()).contains("missing-here");
    }

    /** One line of the bill that nobody can read is a difference, and the lines after it are compared. */
    @Test
    void reconciliation_reportsALineThatIsNone_andComparesTheOthers() {
        var silent = begin(node, system.orders.add(PRICE), "alipay-app").getString("id");
        system.happens(node, silent, Map.of("event", "paid", "silent", true)).await();
        system.execute("UPDATE payments.payment SET check_at = NULL");
        system.fault("bill-file", "bad-line", 1);

        system.advance(node, Duration.ofDays(2));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(system.status(silent)).isEqualTo("paid"));
        await().atMost(SOON).untilAsserted(() -> assertThat(system.number("SELECT count(*) FROM payments.difference"
                        + " WHERE provider = 'alipay' AND number = 'line-1' AND kind = 'failed'"))
                .isEqualTo(1));
        assertThat(system.number("SELECT count(*) FROM payments.difference WHERE kind = 'missing-here' AND number = '"
                        + silent + "'"))
                .isEqualTo(1);
    }
}
