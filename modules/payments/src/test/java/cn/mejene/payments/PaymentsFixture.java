package cn.mejene.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nodes with payments and real keys against the sandbox providers, whose notifications come in over HTTP and go to one
 * node after the other; orders and log in memory.
 */
final class PaymentsFixture implements AutoCloseable {
    static final Principal MEMBER = Principal.member("mem_01jd3m0c11n1ca0000000000a1", "ses_1");
    static final Principal SUPPORT = new Principal("stf_1", Set.of("support"), "ses_2", null, "mejene", "mainland");

    final Orders orders = new Orders();
    final KeptEntries log = new KeptEntries();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();

    private final FreshDatabases databases;
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final List<TestNode> nodes = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final int port;

    PaymentsFixture(FreshDatabases databases, Path folder) {
        this.databases = databases;
        this.folder = folder;
        this.port = vertx.createHttpServer()
                .requestHandler(this::receive)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    /** What the gateway does with a webhook. */
    private void receive(HttpServerRequest request) {
        var operation = request.path().endsWith("/alipay") ? "payments.alipay-notice" : "payments.wechatpay-notice";
        var call = CallTo.operation(operation);
        request.headers().forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("wechatpay-")) {
                call.header(name.toLowerCase(Locale.ROOT), value);
            }
        });
        request.body()
                .compose(body -> {
                    bodies.add(body.toString());
                    var node = nodes.get(Math.floorMod(turn.incrementAndGet(), nodes.size()));
                    return node.context().bus().request(call.raw(body).build());
                })
                .onSuccess(reply -> answer(request, (Answer) reply))
                .onFailure(failure -> request.response().setStatusCode(500).end());
    }

    private static void answer(HttpServerRequest request, Answer answer) {
        var response = request.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.end(Objects.requireNonNullElseGet(answer.body(), Buffer::buffer));
    }

    TestNode node(String id) {
        return node(id, "");
    }

    TestNode node(String id, String more) {
        return boot(id, config() + more);
    }

    /** A node of an installation that has no mobile app with WeChat Pay. */
    TestNode nodeWithoutMobileApp(String id) {
        return boot(id, config().replaceFirst("(?m)^ *mobileAppId:.*\\n", ""));
    }

    private TestNode boot(String id, String payments) {
        var membership = new TestModule("membership")
                .port(PayableOrders.class, orders)
                .port(AuditAppender.class, log)
                .port(Authorizer.class, new OpenDoor(access -> true))
                .serving((context, operations) -> {
                    for (var type : List.of("paid", "refunded", "closed")) {
                        operations.on(
                                "payments.payment-" + type,
                                (event, tx) -> tx.afterCommit(() -> events.add(type + " " + event.get("paymentId"))));
                    }
                });
        var node = databases
                .node(id)
                .clockStart("2026-03-01T00:00:00Z")
                .module(membership)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("payments", payments)
                .boot();
        nodes.add(node);
        return node;
    }

    private String config() {
        return """
            wechatPay:
              endpoint: "%1$s"
              merchantId: "1900000001"
              appId: wx0123456789abcdef
              mobileAppId: wxfedcba9876543210
              merchantKey: "file:%2$s"
              merchantSerial: 5157F09EFDC096DE15EBE81A47057A7232F1B8E1
              apiV3Keys: ["file:%3$s"]
              platformKeys: [{id: PUB_KEY_ID_0119000000012026112200000000000001, key: "file:%4$s"}]
              notifyUrl: "http://127.0.0.1:%5$d/v1/webhooks/wechatpay"
              developmentPayer: oDevelopment
            alipay:
              endpoint: "%1$s/gateway.do"
              appId: "2021000000000001"
              sellerId: "2088000000000001"
              appKey: "file:%6$s"
              alipayKeys: ["file:%7$s"]
              notifyUrl: "http://127.0.0.1:%5$d/v1/webhooks/alipay"
            settleEvery: PT0.3S
            """.formatted(
                        sandbox(),
                        databases.secret("wechatpay-merchant.key"),
                        databases.secret("wechatpay-apiv3.secret"),
                        databases.secret("wechatpay-platform.pem"),
                        port,
                        databases.secret("alipay-app.key"),
                        databases.secret("alipay.pem"));
    }

    private String sandbox() {
        return "http://127.0.0.1:" + databases.ports().sandbox();
    }

    void stop(TestNode node) {
        nodes.remove(node);
        node.close();
    }

    /** Begins a payment; answers what the payer gets. */
    static JsonObject begin(TestNode node, String orderId, String channel) {
        return json(node.call(CallTo.operation("payments.begin")
                .by(MEMBER)
                .path("id", orderId)
                .body(Map.of("channel", channel))
                .build()));
    }

    static Answer refund(TestNode node, String paymentId, long amount) {
        return node.call(CallTo.operation("payments.request-refund")
                .by(SUPPORT)
                .path("id", paymentId)
                .body(Map.of("amount", amount, "reason", "marker-of-a-reason"))
                .build());
    }

    /** Lets something happen at the provider, which tells of it; answers what the webhook answered. */
    Future<HttpResponse<Buffer>> happens(TestNode node, String paymentId, Map<String, Object> more) {
        var known = node.call(
                CallTo.operation("payments.development").path("id", paymentId).build());
        var body = new JsonObject(new HashMap<>(more))
                .put("now", node.context().clock().instant().toString())
                .put("clientParams", json(known).getJsonObject("clientParams"));
        return client.postAbs(sandbox() + "/sandbox/payments/" + paymentId).sendJsonObject(body);
    }

    HttpResponse<Buffer> happens(TestNode node, String paymentId, String event) {
        return happens(node, paymentId, Map.of("event", event)).await();
    }

    void fault(String operation, String kind) {
        fault(operation, kind, 1);
    }

    void fault(String operation, String kind, int times) {
        client.postAbs(sandbox() + "/sandbox/faults")
                .sendJsonObject(JsonObject.of("operation", operation, "kind", kind, "times", times))
                .await();
    }

    /** What the providers have booked: {@code received} and {@code refunded}. */
    JsonObject books() {
        return client.getAbs(sandbox() + "/sandbox/trades").send().await().bodyAsJsonObject();
    }

    void advance(TestNode node, Duration step) {
        node.kernel().developmentClock().advance(step);
    }

    String status(String paymentId) {
        try (var connection = databases.superuser();
                var statement =
                        connection.prepareStatement("SELECT status FROM payments.payment WHERE payment_id = ?")) {
            statement.setString(1, paymentId);
            var rows = statement.executeQuery();
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets what earlier tests have left, so that counts are of one test alone. */
    void clear() {
        databases.execute("TRUNCATE payments.payment, payments.notice, payments.reconciliation CASCADE");
        databases.execute("DELETE FROM kernel.outbox");
        events.clear();
        bodies.clear();
    }

    void execute(String sql) {
        databases.execute(sql);
    }

    long number(String sql) {
        return databases.number(sql);
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    static JsonObject json(Answer answer) {
        var body = answer.body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    static Problem refused(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        return problem;
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
