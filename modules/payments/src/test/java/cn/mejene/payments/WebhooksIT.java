package cn.mejene.payments;

import static cn.mejene.payments.PaymentsFixture.begin;
import static cn.mejene.payments.PaymentsFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications of the providers, genuine and forged, over HTTP (experiments D22 to D25; policy I(A)4). */
@ExtendWith(EmbeddedServices.class)
class WebhooksIT {
    private static final long PRICE = 59_900;

    private static final Duration SOON = Duration.ofSeconds(15);

    private static PaymentsFixture system;
    private static FreshDatabases databases;
    private static TestNode node;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
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

    private String payment(String order, String channel) {
        return begin(node, order, channel).getString("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wechat-native", "alipay-app"})
    void paid_hasItsEffectOnce_whenToldTenTimesAtOnce(String channel) {
        var order = system.orders.add(PRICE);
        var id = payment(order, channel);

        var answer =
                system.happens(node, id, Map.of("event", "paid", "times", 10)).await();
        system.happens(node, id, "paid");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString())
                .isEqualTo(channel.startsWith("alipay") ? "success" : "{\"code\":\"SUCCESS\",\"message\":\"成功\"}");
        assertThat(system.status(id)).isEqualTo("paid");
        assertThat(system.orders.fulfilled(order)).isEqualTo(1);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(system.events).contains("paid " + id));
        assertThat(system.events).filteredOn(event -> event.endsWith(id)).hasSize(1);
    }

    /** What the provider says of a payment in another of our applications is not about this one. */
    @Test
    void payment_staysOpen_whenTheProviderAnswersOfAnotherApplication() {
        var id = payment(system.orders.add(PRICE), "wechat-native");
        var of = " WHERE payment_id = '" + id + "'";
        system.execute("UPDATE payments.payment SET channel = 'wechat-app'" + of);
        system.happens(node, id, Map.of("event", "paid", "silent", true)).await();

        system.advance(node, Duration.ofMinutes(3));
        await().atMost(SOON).until(() -> system.number("SELECT checks FROM payments.payment" + of) > 0);
        assertThat(system.status(id)).isEqualTo("pending");

        system.execute("UPDATE payments.payment SET channel = 'wechat-native'" + of);
        system.advance(node, Duration.ofMinutes(10));
        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("paid"));
    }

    @Test
    void payment_isNotBegun_whenTheInstallationHasNoApplicationForIt() {
        var without = system.nodeWithoutMobileApp("node-4");
        var order = system.orders.add(PRICE);

        assertThat(refused(() -> begin(without, order, "wechat-app")).code()).isEqualTo("channel-unavailable");
        assertThat(begin(without, order, "wechat-native").getString("id")).isNotBlank();
        system.stop(without);
    }

    /** D22 in short: every payment told several times, in any order, to three nodes of which one goes away. */
    @Test
    void effects_areOneEach_whenNotificationsAreManyAndANodeStops() {
        var second = system.node("node-2");
        var third = system.node("node-3");
        int payments = 30;
        var orders = new ArrayList<String>();
        var deliveries = new ArrayList<String>();
        var told = new ArrayList<String>();
        for (int i = 0; i < payments; i++) {
            var order = system.orders.add(PRICE + i);
            orders.add(order);
            var id = payment(order, i % 2 == 0 ? "wechat-app" : "alipay-app");
            told.add("paid " + id);
            deliveries.addAll(Collections.nCopies(5, id));
        }
        var seed = 22;
        Collections.shuffle(deliveries, new Random(seed));
        var half = deliveries.size() / 2;
        deliver(deliveries.subList(0, half));
        system.stop(second);
        deliver(deliveries.subList(half, deliveries.size()));

        assertThat(orders)
                .allSatisfy(order -> assertThat(system.orders.fulfilled(order)).isEqualTo(1));
        assertThat(system.number("SELECT count(*) FROM payments.payment WHERE status = 'paid'"))
                .isEqualTo(payments);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(payments);
        assertThat(system.number("SELECT coalesce(sum(amount), 0) FROM payments.posting"))
                .isZero();
        var ours = system.number("SELECT sum(amount) FROM payments.posting WHERE account IN ('wechatpay', 'alipay')");
        var theirs = system.number("SELECT sum(amount) FROM payments.payment");
        assertThat(ours).isEqualTo(theirs);
        // Events of earlier tests may still be on their way.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(system.events).containsAll(told));
        assertThat(system.events).filteredOn(told::contains).hasSize(payments);
        system.stop(third);
        System.out.printf(
                "D22 seed %d: %d payments, %d deliveries, %d effects, ledger sum 0, ours %d = theirs %d%n",
                seed, payments, deliveries.size(), payments, ours, theirs);
    }

    private void deliver(List<String> deliveries) {
        for (int from = 0; from < deliveries.size(); from += 25) {
            var wave = deliveries.subList(from, Math.min(from + 25, deliveries.size()));
            Future.join(wave.stream()
                            .map(id -> system.happens(node, id, Map.of("event", "paid")))
                            .toList())
                    .await();
        }
    }

    /** D23 in short, for what the sandbox can forge; the rest is in the tests of each provider's notifications. */
    @ParameterizedTest
    @ValueSource(strings = {"stale", "tampered", "signtest", "serial", "stripped"})
    void notification_hasNoEffect_whenForged(String forgery) {
        var order = system.orders.add(PRICE);
        var id = payment(order, "wechat-native");
        var before = system.log.entries().size();

        var answer = system.happens(node, id, Map.of("event", "paid", "forgery", forgery, "times", 5))
                .await();

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.bodyAsJsonObject().getString("code")).isEqualTo("FAIL");
        assertThat(system.status(id)).isEqualTo("pending");
        assertThat(system.orders.fulfilled(order)).isZero();
        assertThat(system.number("SELECT count(*) FROM payments.notice")).isZero();
        assertThat(system.log.entries().subList(before, system.log.entries().size()))
                .hasSize(5)
                .allSatisfy(entry -> assertThat(entry.outcome()).startsWith("notice-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tampered", "unsigned", "altered"})
    void notificationOfAlipay_hasNoEffect_whenForged(String forgery) {
        var order = system.orders.add(PRICE);
        var id = payment(order, "alipay-page");

        var answer = system.happens(node, id, Map.of("event", "paid", "forgery", forgery))
                .await();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.bodyAsString()).isEqualTo("failure");
        assertThat(system.orders.fulfilled(order)).isZero();
        assertThat(system.log.entries().getLast().outcome())
                .isEqualTo(forgery.equals("unsigned") ? "notice-signature-type" : "notice-signature");
    }

    /** Rightly signed and sealed, and paid in the other application of the same merchant. */
    @ParameterizedTest
    @CsvSource({"wechat-native,wx0123456789abcdef", "wechat-jsapi,wx0123456789abcdef", "wechat-app,wxfedcba9876543210"})
    void payment_isTakenInTheApplicationOfItsChannel_only(String channel, String application) {
        var order = system.orders.add(PRICE);
        var begun = begin(node, order, channel);
        var id = begun.getString("id");
        if (!channel.equals("wechat-native")) {
            assertThat(begun.getJsonObject("clientParams").getMap()).containsValue(application);
        }

        var forged = system.happens(node, id, Map.of("event", "paid", "forgery", "channel"))
                .await();

        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(system.log.entries().getLast().outcome()).isEqualTo("notice-application");
        assertThat(system.orders.fulfilled(order)).isZero();
        assertThat(system.happens(node, id, "paid").statusCode()).isEqualTo(200);
        assertThat(system.orders.fulfilled(order)).isEqualTo(1);
    }

    /** D24. */
    @ParameterizedTest
    @ValueSource(strings = {"wechat-native", "alipay-app"})
    void state_neverGoesBack_whateverComesAfterARefund(String channel) {
        var order = system.orders.add(PRICE);
        var id = payment(order, channel);

        system.happens(node, id, "refunded");
        await().atMost(SOON).untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
        system.happens(node, id, "paid");
        system.happens(node, id, "closed");
        system.happens(node, id, "refunded");

        assertThat(system.status(id)).isEqualTo("refunded");
        assertThat(system.orders.fulfilled(order)).isEqualTo(1);
        assertThat(system.orders.takenBack(order)).isEqualTo(PRICE);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(2);
        assertThat(system.number("SELECT coalesce(sum(amount), 0) FROM payments.posting WHERE account = 'sales'"))
                .isZero();
    }

    /** D24: what contradicts itself is decided by the provider's own books. */
    @Test
    void closed_staysClosed_whenPaidIsToldAndTheProviderDoesNotConfirm() {
        var order = system.orders.add(PRICE);
        var id = payment(order, "wechat-app");

        system.happens(node, id, "closed");
        assertThat(system.status(id)).isEqualTo("closed");
        assertThat(system.happens(node, id, "paid").statusCode()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> system.number("SELECT count(*) FROM payments.payment WHERE check_at IS NOT NULL") == 0);
        assertThat(system.status(id)).isEqualTo("closed");
        assertThat(system.orders.fulfilled(order)).isZero();
    }

    /** D25. */
    @ParameterizedTest
    @ValueSource(strings = {"wechat-jsapi", "alipay-page"})
    void payment_isSettledByAsking_whenTheProviderIsSilent(String channel) {
        var order = system.orders.add(PRICE);
        var id = payment(order, channel);

        system.happens(node, id, Map.of("event", "paid", "silent", true)).await();
        assertThat(system.status(id)).isEqualTo("pending");
        system.advance(node, Duration.ofMinutes(1));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(system.status(id)).isEqualTo("paid"));
        system.happens(node, id, "paid");
        assertThat(system.orders.fulfilled(order)).isEqualTo(1);
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(1);
    }

    /** D25: notification and query at the same moment. */
    @Test
    void effect_isOne_whenNotificationAndQueryRace() {
        var orders = new ArrayList<String>();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            var order = system.orders.add(PRICE);
            orders.add(order);
            ids.add(payment(order, "wechat-native"));
        }
        databases.execute("UPDATE payments.payment SET check_at = '2026-01-01'");

        Future.join(ids.stream()
                        .map(id -> system.happens(node, id, Map.of("event", "paid", "times", 2)))
                        .toList())
                .await();

        assertThat(orders)
                .allSatisfy(order -> assertThat(system.orders.fulfilled(order)).isEqualTo(1));
        assertThat(system.number("SELECT count(*) FROM payments.ledger_entry")).isEqualTo(30);
    }

    @Test
    void money_goesBackByItself_whenTheOrderDoesNotTakeIt() {
        var order = system.orders.add(PRICE);
        var id = payment(order, "wechat-native");
        system.orders.cancel(order);

        system.happens(node, id, "paid");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(system.status(id)).isEqualTo("refunded"));
        assertThat(system.orders.fulfilled(order)).isZero();
        assertThat(system.orders.takenBack(order)).isZero();
        assertThat(system.number("SELECT coalesce(sum(amount), 0) FROM payments.posting WHERE account = 'sales'"))
                .isZero();
        assertThat(system.number("SELECT count(*) FROM payments.posting")).isEqualTo(4);
    }

    @Test
    void payment_isClosedAtTheProvider_whenItsTimeIsOver() {
        var order = system.orders.add(PRICE);
        var id = payment(order, "wechat-native");

        system.advance(node, Duration.ofHours(3));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(system.status(id)).isEqualTo("closed"));
    }

    /** Nothing of payer, bank or account is kept, though the notifications had it (policy I(A)4). */
    @Test
    @Clause("I(A)4")
    void database_holdsNothingOfThePayer_afterThePayment() throws SQLException {
        for (var channel : List.of("wechat-jsapi", "alipay-app")) {
            var id = payment(system.orders.add(PRICE), channel);
            system.happens(node, id, "paid");
            system.happens(node, id, "refunded");
        }

        assertThat(String.join("", system.bodies)).contains("buyer_id=oUpF8uMuAJO");
        assertThat(dump()).contains("pay_").doesNotContain("oUpF8uMuAJO", "CMB_CREDIT", "招商银行", "example.com", "oDev");
    }

    private String dump() throws SQLException {
        var text = new StringBuilder();
        try (var connection = databases.superuser();
                var statement = connection.createStatement();
                var tables = connection.createStatement()) {
            var names =
                    tables.executeQuery("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                            + " WHERE schemaname IN ('payments', 'kernel')");
            while (names.next()) {
                var rows = statement.executeQuery("SELECT t::text FROM " + names.getString(1) + " t");
                while (rows.next()) {
                    text.append(rows.getString(1)).append('\n');
                }
            }
        }
        return text.toString();
    }

    @Test
    void clientParams_areWhatEachChannelNeeds() {
        var jsapi = begin(node, system.orders.add(PRICE), "wechat-jsapi").getJsonObject("clientParams");
        var app = begin(node, system.orders.add(PRICE), "wechat-app").getJsonObject("clientParams");
        var code = begin(node, system.orders.add(PRICE), "wechat-native").getJsonObject("clientParams");
        var alipay = begin(node, system.orders.add(PRICE), "alipay-app").getJsonObject("clientParams");
        var page = begin(node, system.orders.add(PRICE), "alipay-page").getJsonObject("clientParams");

        assertThat(jsapi.fieldNames()).contains("appId", "timeStamp", "nonceStr", "package", "signType", "paySign");
        assertThat(app.fieldNames())
                .contains("appid", "partnerid", "prepayid", "package", "noncestr", "timestamp", "sign");
        assertThat(code.getString("codeUrl")).startsWith("weixin://");
        assertThat(alipay.getString("orderString")).contains("alipay.trade.app.pay", "sign=");
        assertThat(page.getString("url")).startsWith("http").contains("alipay.trade.page.pay");
    }
}
