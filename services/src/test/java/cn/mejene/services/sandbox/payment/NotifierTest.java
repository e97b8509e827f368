package cn.mejene.services.sandbox.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When each provider repeats a notification, and what it takes for an answer. */
class NotifierTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final List<String> WECHAT_PAY = List.of(
            "PT15S", "PT15S", "PT30S", "PT3M", "PT10M", "PT20M", "PT30M", "PT30M", "PT30M", "PT60M", "PT3H", "PT3H",
            "PT3H", "PT6H", "PT6H");
    private static final List<String> ALIPAY = List.of("PT4M", "PT10M", "PT10M", "PT1H", "PT2H", "PT6H", "PT15H");

    private final Vertx vertx = Vertx.vertx();
    private final PaymentClock clock = new PaymentClock();
    private final AtomicInteger arrived = new AtomicInteger();
    private final Notifier notifier =
            new Notifier(vertx, clock, (trade, wanted, id) -> new Notifier.Message("text/plain", id, Map.of()));
    private volatile int status = 200;
    private volatile String answer = "";
    private int port;
    private Duration ahead = Duration.ZERO;

    @BeforeEach
    void listen() {
        port = vertx.createHttpServer()
                .requestHandler(this::receive)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void receive(HttpServerRequest request) {
        arrived.incrementAndGet();
        request.response().setStatusCode(status).end(answer);
    }

    private void send(String provider) {
        var trade = Trade.open(provider, "pay_1", 1, "http://127.0.0.1:" + port + "/", Instant.EPOCH);
        onLoop(() -> notifier.send(trade, new Notifier.Wanted("paid", "", 1, "")));
        await().atMost(SOON).untilAtomic(arrived, org.hamcrest.Matchers.greaterThanOrEqualTo(1));
    }

    private void onLoop(Runnable work) {
        var done = new CompletableFuture<Boolean>();
        vertx.runOnContext(_ -> {
            work.run();
            done.complete(true);
        });
        done.join();
    }

    private void advance(Duration step) {
        ahead = ahead.plus(step);
        onLoop(() -> clock.observe(Instant.now().plus(ahead)));
    }

    /** Each repeat comes when its pause is over by the clock, none earlier, and none after the last. */
    private void requireSchedule(String provider, List<String> pauses) {
        send(provider);
        int expected = 1;
        for (var pause : pauses) {
            advance(Duration.parse(pause).minusSeconds(8));
            requireNoneAfter(expected);
            advance(Duration.ofSeconds(10));
            int now = ++expected;
            await().atMost(SOON).untilAsserted(() -> assertThat(arrived).hasValue(now));
        }
        advance(Duration.ofDays(2));
        requireNoneAfter(expected);
    }

    private void requireNoneAfter(int expected) {
        await().during(Duration.ofMillis(120))
                .pollInterval(Duration.ofMillis(20))
                .atMost(SOON)
                .until(() -> arrived.get() == expected);
    }

    @Test
    void alipay_repeatsByItsOwnSchedule_whenTheBodyIsNotExactlySuccess() {
        answer = "SUCCESS";

        requireSchedule("alipay", ALIPAY);
    }

    @Test
    void wechatPay_repeatsByItsOwnSchedule_whenTheStatusIsAFailure() {
        status = 503;
        answer = "success";

        requireSchedule("wechatpay", WECHAT_PAY);
    }

    @Test
    void notification_isNotRepeated_whenItIsAcknowledgedAsItsProviderWants() {
        answer = "success";
        send("alipay");
        send("wechatpay");
        await().atMost(SOON).untilAsserted(() -> assertThat(arrived).hasValue(2));

        advance(Duration.ofDays(1));

        requireNoneAfter(2);
    }
}
