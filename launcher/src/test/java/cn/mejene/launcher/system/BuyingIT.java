package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A membership bought, a crown ordered, money given back: over HTTP, against the sandbox providers. */
@Clause({"I(A)2", "I(A)4", "I(A)5", "III(A)4"})
@ExtendWith(SharedSystem.class)
class BuyingIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String GOLD = "membership-gold-annual";

    private final RunningSystem system;

    BuyingIT(RunningSystem system) {
        this.system = system;
    }

    private static Api once(Api api) {
        return api.with("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static String order(Member member, Map<String, Object> body) {
        return once(member.api()).post("/v1/orders", body).expect(201).text("id");
    }

    private static String pay(Member member, String order, String channel) {
        return once(member.api())
                .post("/v1/orders/" + order + "/payments", Map.of("channel", channel))
                .expect(201)
                .text("id");
    }

    private Reply provider(String payment, Map<String, Object> body) {
        return system.api().post("/dev/payments/" + payment, body);
    }

    @Test
    @Clause("I.0b")
    void membership_holds_onlyWhenTheProviderSaysSo_andEndsWithARefund() {
        var member = system.newMember();
        assertThat(member.api().get("/v1/me/consents").json().path("items")).isEmpty();
        assertThat(member.api().get("/v1/me").json().path("name").isNull()).isTrue();
        assertThat(system.api().get("/v1/plans").expect(200).text()).contains(GOLD);
        assertThat(member.api().get("/v1/me/membership").text("status")).isEqualTo("none");
        var order = order(member, Map.of("items", List.of(Map.of("sku", GOLD, "quantity", 1))));
        var payment = pay(member, order, "wechat-jsapi");
        assertThat(member.api().get("/v1/me/membership").text("status")).isEqualTo("none");

        assertThat(provider(payment, Map.of("event", "paid", "times", 5))
                        .expect(200)
                        .text("code"))
                .isEqualTo("SUCCESS");

        var own = member.api().get("/v1/me/membership").expect(200);
        assertThat(own.text("status")).isEqualTo("active");
        assertThat(own.text("level")).isEqualTo("gold");
        assertThat(Instant.parse(own.text("validUntil")))
                .isEqualTo(Instant.parse(own.text("validFrom")).plus(Duration.ofDays(365)));
        assertThat(member.api().get("/v1/orders/" + order).text("status")).isEqualTo("paid");
        var shown = member.api().get("/v1/me/payments").expect(200).json().at("/items/0");
        assertThat(shown.path("status").asText()).isEqualTo("paid");
        assertThat(shown.path("channel").asText()).isEqualTo("wechat-jsapi");
        once(member.api())
                .post("/v1/orders/" + order + "/payments", Map.of("channel", "alipay-app"))
                .expectProblem(409, "order-not-payable");

        refund(member, payment);
    }

    private void refund(Member member, String payment) {
        var path = "/v1/payments/" + payment + "/refunds";
        var body = Map.of("amount", 59_900, "reason", "marker-of-a-reason");
        once(member.api()).post(path, body).expectProblem(403, "forbidden");

        once(ClinicStaff.operator(system.api(), "support")).post(path, body).expect(201);

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        member.api().get("/v1/me/membership").text("status"))
                .isEqualTo("none"));
        assertThat(member.api()
                        .get("/v1/me/payments")
                        .json()
                        .at("/items/0/status")
                        .asText())
                .isEqualTo("refunded");
    }

    @Test
    void crown_isOrderedWithAnAddress_andPaidWithAlipay() {
        var member = system.newMember();
        var crown = List.of(Map.of("sku", "crown-zirconia", "quantity", 2));
        once(member.api()).post("/v1/orders", Map.of("items", crown)).expectProblem(400, "ship-to-required");
        member.api().post("/v1/orders", Map.of("items", crown)).expectProblem(400, "idempotency-key-missing");
        var shipTo = Map.of("recipient", "王小美", "phone", "13800138000", "address", "深圳市南山区科技园 1 号");
        var order = order(member, Map.of("items", crown, "shipTo", shipTo));
        var payment = pay(member, order, "alipay-page");

        assertThat(provider(payment, Map.of("event", "paid")).expect(200).text())
                .isEqualTo("success");

        var seen = member.api().get("/v1/orders/" + order).expect(200);
        assertThat(seen.text("status")).isEqualTo("paid");
        assertThat(seen.json().at("/shipTo/recipient").asText()).isEqualTo("王小美");
        assertThat(seen.json().path("amount").asLong()).isEqualTo(760_000);
        system.newMember().api().get("/v1/orders/" + order).expectProblem(404, "not-found");
        var support = ClinicStaff.operator(system.api(), "support");
        once(support)
                .post("/v1/orders/" + order + "/progress", Map.of("status", "in-production"))
                .expect(200);
        var number = carrierIsTold(support, order);
        var shipment =
                member.api().get("/v1/orders/" + order).expect(200).json().path("shipment");
        assertThat(shipment.path("state").asText()).isEqualTo("shipped");
        assertThat(shipment.path("trackingNumber").asText()).isEqualTo(number);
        assertThat(member.api().get("/v1/me/access-log").expect(200).text()).contains("delivery");
    }

    /** The answer to the first order is lost: the second asks for what the carrier has, and nothing is fetched twice. */
    private String carrierIsTold(Api support, String order) {
        var progress = "/v1/orders/" + order + "/progress";
        var ship = Map.of("status", "shipped", "carrier", "sf");
        once(support)
                .post(progress, Map.of("status", "shipped", "carrier", "kuaidi100"))
                .expect(422);
        var sandbox = system.sandbox();
        assertThat(sandbox.get("/sandbox/parcels?orderId=" + order).status()).isEqualTo(404);
        sandbox.post("/sandbox/messages/faults", Map.of("provider", "sf", "fault", "error"))
                .expect(204);
        once(support).post(progress, ship).expectProblem(503, "carrier-unavailable");

        var number = once(support).post(progress, ship).expect(200).text("trackingNumber");

        var told = sandbox.get("/sandbox/parcels?orderId=" + order).expect(200).json();
        assertThat(told.path("waybillNo").asText()).isEqualTo(number);
        var recipient = told.at("/contactInfoList/1");
        assertThat(recipient.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("contactType", "contact", "mobile", "country", "address");
        assertThat(recipient.path("contact").asText()).isEqualTo("王小美");
        assertThat(told.toString()).doesNotContain("mem_", "crown", "冠");
        once(support).post(progress, ship).expectProblem(409, "order-state");
        return number;
    }

    @Test
    void webhook_isRefusedInTheProvidersOwnWay_whenForged() {
        var wechat = system.api().post("/v1/webhooks/wechatpay", Map.of("id", "x"));
        assertThat(wechat.expect(401).text("code")).isEqualTo("FAIL");
        var alipay = system.api().post("/v1/webhooks/alipay", Map.of("x", "y"));
        assertThat(alipay.expect(400).text()).isEqualTo("failure");
    }
}
