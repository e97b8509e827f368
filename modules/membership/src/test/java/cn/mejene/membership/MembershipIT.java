package cn.mejene.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.PayableOrders;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.EvidenceLog;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.KeptEntries;
import cn.mejene.kernel.testing.KeptStatements;
import cn.mejene.kernel.testing.OpenDoor;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Orders, memberships and benefits over the bus; money comes in through the port that payments use. */
@Clause("I(A)2")
@ExtendWith(EmbeddedServices.class)
class MembershipIT {
    private static final String GOLD = "membership-gold-annual";
    private static final long PRICE = 59_900;
    private static final Principal SUPPORT =
            new Principal("stf_1", Set.of("support"), "ses_2", null, "mejene", "mainland");
    private static final Map<String, String> SHIP_TO =
            Map.of("recipient", "marker-of-a-name", "phone", "13800138000", "address", "marker-of-an-address 1");

    private static final KeptStatements STATEMENTS = new KeptStatements();

    private static FreshDatabases databases;
    private static TestNode node;
    private static final AtomicInteger MEMBERS = new AtomicInteger(10);

    private final Principal member =
            Principal.member("mem_01jd3m0c11n1ca00000000%04d".formatted(MEMBERS.incrementAndGet()), "ses_1");

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        var doors = new TestModule("consent")
                .port(AuditAppender.class, new KeptEntries())
                .port(EvidenceLog.class, STATEMENTS)
                .port(Authorizer.class, new OpenDoor(access -> true));
        node = fresh.node("node-1")
                .clockStart("2026-03-01T00:00:00Z")
                .module(doors)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("membership")
                .boot();
    }

    private JsonObject call(CallTo call) {
        Answer answer = node.call(call.build());
        var body = answer.body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    private JsonObject order(Object body) {
        return call(CallTo.operation("membership.place-order").by(member).body(body));
    }

    private String order(String sku) {
        return order(Map.of("items", List.of(Map.of("sku", sku, "quantity", 1))))
                .getString("id");
    }

    private String crown() {
        return order(Map.of("items", List.of(Map.of("sku", "crown-zirconia")), "shipTo", SHIP_TO))
                .getString("id");
    }

    private static Problem refused(Runnable work) {
        var problem = catchThrowableOfType(Problem.class, work::run);
        assertThat(problem).isNotNull();
        return problem;
    }

    private PayableOrders.Money money(String orderId, long amount) {
        return new PayableOrders.Money(
                "pay_" + UUID.randomUUID(),
                orderId,
                member.id(),
                amount,
                node.context().clock().instant());
    }

    private boolean pay(String orderId, long amount) {
        var port = node.context().port(PayableOrders.class);
        return node.database().transaction(tx -> port.paid(tx, money(orderId, amount)));
    }

    private void refund(String orderId, long total, long refunded) {
        var port = node.context().port(PayableOrders.class);
        node.database()
                .run(tx -> port.refunded(
                        tx,
                        money(orderId, total),
                        refunded,
                        node.context().clock().instant()));
    }

    private JsonObject membership() {
        return call(CallTo.operation("membership.get-own").by(member));
    }

    private String status(String orderId) {
        return call(CallTo.operation("membership.get-order").by(member).path("id", orderId))
                .getString("status");
    }

    @Test
    void membership_holds_whenItsOrderIsPaid_andEndsToTheSecond() {
        assertThat(membership().getString("status")).isEqualTo("none");
        var id = order(GOLD);
        assertThat(status(id)).isEqualTo("awaiting-payment");

        assertThat(pay(id, PRICE)).isTrue();

        var own = membership();
        assertThat(own.getString("status")).isEqualTo("active");
        assertThat(own.getString("level")).isEqualTo("gold");
        var from = Instant.parse(own.getString("validFrom"));
        assertThat(Instant.parse(own.getString("validUntil"))).isEqualTo(from.plus(Duration.ofDays(365)));
        assertThat(own.getJsonArray("benefits")).hasSize(4);
    }

    @Test
    void membership_isExtendedOnce_howeverOftenTheOrderIsPaid() {
        var id = order(GOLD);
        var taken = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(() -> pay(id, PRICE) ? taken.incrementAndGet() : 0);
            }
        }

        assertThat(taken).hasValue(1);
        assertThat(databases.number("SELECT count(*) FROM membership.term WHERE order_id = '" + id + "'"))
                .isEqualTo(1);
        assertThat(pay(order(GOLD), PRICE - 1)).isFalse();
    }

    @Test
    void renewal_extends_andRefundShortens() {
        var first = order(GOLD);
        var second = order(GOLD);
        pay(first, PRICE);
        pay(second, PRICE);
        var own = membership();
        var from = Instant.parse(own.getString("validFrom"));
        assertThat(Instant.parse(own.getString("validUntil"))).isEqualTo(from.plus(Duration.ofDays(730)));

        refund(second, PRICE, PRICE / 2);
        refund(second, PRICE, PRICE / 2);
        assertThat(Instant.parse(membership().getString("validUntil")))
                .isEqualTo(from.plus(Duration.ofDays(365)).plus(Duration.ofHours(365 * 12)));
        refund(second, PRICE, PRICE);
        assertThat(Instant.parse(membership().getString("validUntil"))).isEqualTo(from.plus(Duration.ofDays(365)));
        refund(first, PRICE, PRICE);

        assertThat(membership().getString("status")).isEqualTo("none");
        assertThat(status(first)).isEqualTo("refunded");
    }

    @Test
    void benefit_isClaimedNoOftenerThanItsQuota_whenManyAskAtOnce() {
        pay(order(GOLD), PRICE);
        var claimed = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                threads.submit(() -> {
                    try {
                        claim("design-preview");
                        claimed.incrementAndGet();
                    } catch (Problem problem) {
                        assertThat(problem.code()).isEqualTo("benefit-used-up");
                    }
                });
            }
        }

        assertThat(claimed).hasValue(1);
        assertThat(refused(() -> claim("nothing")).status()).isEqualTo(404);
    }

    private JsonObject claim(String benefit) {
        return call(CallTo.operation("membership.claim-benefit").by(member).path("benefit", benefit));
    }

    @Test
    void benefit_isRefused_withoutMembership() {
        assertThat(refused(() -> claim("cleaning")).code()).isEqualTo("membership-required");
    }

    @Test
    void order_needsAnAddress_onlyForWhatIsSent() {
        var crown = Map.of("items", List.of(Map.of("sku", "crown-zirconia")));
        var plan = Map.of("items", List.of(Map.of("sku", GOLD)), "shipTo", SHIP_TO);

        assertThat(refused(() -> order(crown)).code()).isEqualTo("ship-to-required");
        assertThat(refused(() -> order(plan)).status()).isEqualTo(422);
        assertThat(refused(() -> order("no-such-thing")).status()).isEqualTo(422);
    }

    @Test
    void address_isSealed_andShownToItsOwnerAlone() {
        var id = crown();

        var seen = call(CallTo.operation("membership.get-order").by(member).path("id", id));

        assertThat(seen.getJsonObject("shipTo").getString("recipient")).isEqualTo("marker-of-a-name");
        assertThat(databases.number(
                        "SELECT count(*) FROM membership.orders WHERE position('marker'::bytea in ship_to) > 0"))
                .isZero();
        var other = Principal.member("mem_01jd3m0c11n1ca0000000000zz", "ses_9");
        assertThat(refused(() -> call(CallTo.operation("membership.get-order")
                                .by(other)
                                .path("id", id)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void order_isCancelled_whileNothingIsPaid() {
        var open = order(GOLD);
        var paid = order(GOLD);
        pay(paid, PRICE);
        var cancel = CallTo.operation("membership.cancel-order").by(member);

        assertThat(call(cancel.path("id", open)).getString("status")).isEqualTo("cancelled");
        assertThat(call(cancel.path("id", open)).getString("status")).isEqualTo("cancelled");
        assertThat(refused(() -> call(cancel.path("id", paid))).code()).isEqualTo("order-not-cancellable");
        assertThat(pay(open, PRICE)).isFalse();
    }

    @Test
    void order_neverGoesBack_whateverTheStatement() {
        var id = crown();
        pay(id, 380_000);
        advance(id, Map.of("status", "in-production"));

        for (var status : List.of("draft", "awaiting-payment", "paid", "cancelled", "delivered", "completed")) {
            assertThatThrownBy(() -> databases.execute(
                            "UPDATE membership.orders SET status = '" + status + "' WHERE order_id = '" + id + "'"))
                    .hasRootCauseInstanceOf(SQLException.class);
        }
        assertThat(status(id)).isEqualTo("in-production");
        assertThat(refused(() -> advance(id, Map.of("status", "delivered"))).code())
                .isEqualTo("order-state");
    }

    private JsonObject advance(String id, Map<String, String> body) {
        return call(CallTo.operation("membership.advance-order")
                .by(SUPPORT)
                .path("id", id)
                .body(body));
    }

    @Test
    void parcel_isDelivered_whenItsCarrierSaysSo_andNobodyElse() throws Exception {
        var id = crown();
        pay(id, 380_000);
        advance(id, Map.of("status", "in-production"));
        var path = advance(id, Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", "SF1012345678901"))
                .getString("callbackPath");
        var secret = path.substring(path.lastIndexOf('/') + 1);

        assertThat(push(secret, "guessed", "3").status()).isEqualTo(401);
        assertThat(refused(() -> push("another-secret-0000", "x", "3")).status())
                .isEqualTo(404);
        assertThat(status(id)).isEqualTo("shipped");
        for (var state : List.of("5", "3", "3", "0")) {
            assertThat(push(secret, secret, state).status()).isEqualTo(200);
        }

        var seen = call(CallTo.operation("membership.get-order").by(member).path("id", id));
        assertThat(seen.getString("status")).isEqualTo("delivered");
        assertThat(seen.getJsonObject("shipment").getString("state")).isEqualTo("delivered");
        assertThat(seen.getJsonObject("shipment").getString("trackingNumber")).isEqualTo("SF1012345678901");
        cardIsGivenOnce(id);
    }

    private JsonObject card() {
        var cards = call(CallTo.operation("membership.list-warranties").by(member));
        assertThat(cards.getJsonArray("items")).hasSize(1);
        return cards.getJsonArray("items").getJsonObject(0);
    }

    private void cardIsGivenOnce(String order) {
        var card = card();
        var from = Instant.parse(card.getString("validFrom"));
        assertThat(Instant.parse(card.getString("validUntil"))).isEqualTo(from.plus(Duration.ofDays(1095)));
        var said = new JsonObject(STATEMENTS.text(card.getString("evidenceId")));
        assertThat(said.getString("form")).isEqualTo("mejene-warranty/1");
        assertThat(said.getString("order")).isEqualTo(order);
        assertThat(said.getString("warranty")).isEqualTo(card.getString("id"));
        assertThat(said.containsKey("plan")).isFalse();
        assertThat(said.toString()).doesNotContain("marker");
        assertThat(card.getString("status")).isEqualTo("valid");

        refund(order, 380_000, 380_000);
        assertThat(card().getString("status")).isEqualTo("void");
    }

    private Answer push(String secret, String salt, String state) {
        var param = "{\"lastResult\":{\"state\":\"" + state + "\"}}";
        var form = "param=" + URLEncoder.encode(param, StandardCharsets.UTF_8) + "&sign=" + md5(param + salt);
        return node.call(CallTo.operation("membership.carrier-notice")
                .path("carrier", "kuaidi100")
                .path("secret", secret)
                .raw(Buffer.buffer(form))
                .build());
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void orders_end_withTime() {
        var unpaid = order(GOLD);
        var paid = order(GOLD);
        pay(paid, PRICE);

        node.kernel().developmentClock().advance(Duration.ofDays(9));

        assertThat(status(unpaid)).isEqualTo("cancelled");
        assertThat(status(paid)).isEqualTo("completed");
        assertThat(call(CallTo.operation("membership.open-orders").body(Map.of("memberId", member.id())))
                        .getInteger("open"))
                .isZero();
    }

    @Test
    void order_isOne_whenPlacedTwiceUnderOneKey() {
        var call = CallTo.operation("membership.place-order")
                .by(member)
                .key(UUID.randomUUID().toString())
                .body(Map.of("items", List.of(Map.of("sku", GOLD))));

        assertThat(call(call).getString("id")).isEqualTo(call(call).getString("id"));
    }
}
