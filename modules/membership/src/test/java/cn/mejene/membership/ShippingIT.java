package cn.mejene.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

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
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What carriers are asked, and what they may tell: one parcel at its own address, or an account's at one. */
@Clause("I(A)5")
@ExtendWith(EmbeddedServices.class)
class ShippingIT {
    private static final Principal SUPPORT =
            new Principal("stf_1", Set.of("support"), "ses_2", null, "mejene", "mainland");
    private static final Principal MEMBER = Principal.member("mem_01jd3m0c11n1ca000000000001", "ses_1");
    private static final Map<String, String> SHIP_TO =
            Map.of("recipient", "marker-of-a-name", "phone", "13800138000", "address", "marker-of-an-address 1");

    private static FreshDatabases databases;
    private static TestNode node;
    private static Vertx vertx;
    private static WebClient client;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        vertx = Vertx.vertx();
        client = WebClient.create(vertx);
        var doors = new TestModule("consent")
                .port(AuditAppender.class, new KeptEntries())
                .port(EvidenceLog.class, new KeptStatements())
                .port(Authorizer.class, new OpenDoor(access -> true));
        var accounts = """
            kuaidi100: {endpoint: "%1$s/poll", key: "file:%2$s", publicUrl: "http://127.0.0.1:1", timeout: PT1S}
            sf:
              endpoint: "%1$s/std/service"
              partnerId: sandbox
              checkWord: "file:%3$s"
              callbackSecret: "file:%4$s"
              monthlyCard: "7551234567"
              sender: {contact: lab, phone: "075500000000", address: somewhere}
            """.formatted(
                        sandbox(),
                        fresh.secret("kuaidi100.secret"),
                        fresh.secret("sf-check-word.secret"),
                        fresh.secret("sf-callback.secret"));
        node = fresh.node("node-1")
                .clockStart("2026-03-01T00:00:00Z")
                .module(doors)
                .module("keys", "rootKey: \"" + folder.resolve("root.json") + "\"")
                .module("membership", accounts)
                .boot();
    }

    @AfterAll
    static void close() {
        vertx.close().await();
    }

    private static String sandbox() {
        return "http://127.0.0.1:" + databases.ports().sandbox();
    }

    private static JsonObject call(CallTo call) {
        var body = node.call(call.build()).body();
        assertThat(body).isNotNull();
        return new JsonObject(body);
    }

    /** A crown that is paid and made. */
    private static String made() {
        var crown = Map.of("items", java.util.List.of(Map.of("sku", "crown-zirconia")), "shipTo", SHIP_TO);
        var id = call(CallTo.operation("membership.place-order").by(MEMBER).body(crown))
                .getString("id");
        var now = node.context().clock().instant();
        var money = new PayableOrders.Money("pay_" + UUID.randomUUID(), id, MEMBER.id(), 380_000, now);
        node.database().run(tx -> node.context().port(PayableOrders.class).paid(tx, money));
        advance(id, Map.of("status", "in-production"));
        return id;
    }

    private static JsonObject advance(String id, Map<String, String> body) {
        return call(CallTo.operation("membership.advance-order")
                .by(SUPPORT)
                .path("id", id)
                .body(body));
    }

    private static JsonObject order(String id) {
        return call(CallTo.operation("membership.get-order").by(MEMBER).path("id", id));
    }

    private static String parcel(String id) {
        return order(id).getJsonObject("shipment").getString("state");
    }

    private static Answer push(String carrier, String secret, String form) {
        return node.call(CallTo.operation("membership.carrier-notice")
                .path("carrier", carrier)
                .path("secret", secret)
                .raw(Buffer.buffer(form))
                .build());
    }

    private static String secret(String name) throws IOException {
        return Files.readString(databases.secret(name)).strip();
    }

    /** As SF signs it, with the check word given. */
    private static String routes(String data, String checkWord) {
        var digest = Base64.getEncoder().encodeToString(md5(encoded(data + "1" + checkWord)));
        return "msgData=" + encoded(data) + "&timestamp=1&msgDigest=" + encoded(digest);
    }

    private static String route(String order, String number, String operation) {
        return "{\"Body\":{\"WaybillRoute\":[{\"orderid\":\"" + order + "\",\"mailno\":\"" + number
                + "\",\"opCode\":\"" + operation
                + "\"},{\"orderid\":\"of-somebody-else\",\"mailno\":\"SF0000000000000\","
                + "\"opCode\":\"80\"}]}}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer kuaidi(String secret, String state) {
        return told(secret, "{\"lastResult\":{\"state\":\"" + state + "\"}}");
    }

    private static Answer told(String secret, String param) {
        return push(
                "kuaidi100",
                secret,
                "param=" + encoded(param) + "&sign=" + HexFormat.of().formatHex(md5(param + secret)));
    }

    /** SF pushes what concerns the account to one address; the parcel is found by the order's id or by its number. */
    @Test
    void parcels_areFound_whenSfTellsAtTheAddressOfTheAccount() throws IOException {
        var booked = made();
        advance(booked, Map.of("status", "shipped", "carrier", "sf"));
        var byHand = made();
        advance(byHand, Map.of("status", "shipped", "carrier", "sf", "trackingNumber", "SF9876543210987"));
        var account = secret("sf-callback.secret");
        var word = secret("sf-check-word.secret");

        assertThat(push("sf", account, routes(route(booked, "", "80"), "guessed"))
                        .status())
                .isEqualTo(401);
        assertThat(catchThrowableOfType(
                                Problem.class, () -> push("sf", account + "x", routes(route(booked, "", "80"), word)))
                        .status())
                .isEqualTo(404);
        assertThat(parcel(booked)).isEqualTo("shipped");
        var taken = push("sf", account, routes(route(booked, "", "80"), word));
        push("sf", account, routes(route("", "SF9876543210987", "33"), word));

        assertThat(taken.status()).isEqualTo(200);
        assertThat(String.valueOf(taken.body())).contains("\"return_code\":\"0000\"");
        assertThat(order(booked).getString("status")).isEqualTo("delivered");
        assertThat(parcel(byHand)).isEqualTo("problem");
        assertThat(databases.number("SELECT count(*) FROM membership.shipment WHERE"
                        + " position('SF9876543210987'::bytea in tracking || tracking_index) > 0"))
                .isZero();
    }

    @Test
    void parcelOfAnother_isNotMoved_bySfsAccount() throws IOException {
        var id = made();
        advance(id, Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", "YT1111111111111"));

        var told = routes(route(id, "YT1111111111111", "80"), secret("sf-check-word.secret"));

        assertThat(push("sf", secret("sf-callback.secret"), told).status()).isEqualTo(200);
        assertThat(parcel(id)).isEqualTo("shipped");
        assertThat(catchThrowableOfType(Problem.class, () -> push("kuaidi100", secret("sf-callback.secret"), told))
                        .status())
                .isEqualTo(404);
    }

    /** The answer is lost: the parcel is asked for again, and the address that was told first still holds. */
    @Test
    void parcel_isSubscribedOnce_whenItIsHandedOver() {
        var id = made();
        var parcel = Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", "YT2222222222222");
        client.postAbs(sandbox() + "/sandbox/messages/faults")
                .sendJsonObject(JsonObject.of("provider", "kuaidi100", "fault", "silent", "times", 1))
                .await();

        var refusal = catchThrowableOfType(Problem.class, () -> advance(id, parcel));
        var path = advance(id, parcel).getString("callbackPath");

        assertThat(refusal.code()).isEqualTo("carrier-unavailable");
        var told = client.getAbs(sandbox() + "/sandbox/subscriptions?number=YT2222222222222")
                .send()
                .await()
                .bodyAsJsonObject();
        assertThat(told.getString("callbackurl")).isEqualTo("http://127.0.0.1:1" + path);
        assertThat(path).endsWith("/" + told.getString("salt"));
        assertThat(told.encode()).doesNotContain("marker", "13800138000", id);
        assertThat(kuaidi(told.getString("salt"), "3").status()).isEqualTo(200);
        assertThat(order(id).getString("status")).isEqualTo("delivered");
    }

    /** Kuaidi100 gives up what it hears nothing of for three days; it is asked again half an hour later, not before. */
    @Test
    void parcel_isSubscribedAgain_whenItWasGivenUp() {
        var id = made();
        var number = "YT4444444444444";
        var path = advance(id, Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", number))
                .getString("callbackPath");
        var secret = path.substring(path.lastIndexOf('/') + 1);
        client.deleteAbs(sandbox() + "/sandbox/subscriptions?number=" + number)
                .send()
                .await();

        assertThat(told(secret, "{\"status\":\"abort\",\"message\":\"3天查询无记录\",\"lastResult\":{\"state\":\"0\"}}")
                        .status())
                .isEqualTo(200);

        assertThat(parcel(id)).isEqualTo("shipped");
        follow();
        assertThat(subscription(number)).isEqualTo(404);
        node.kernel().developmentClock().advance(Duration.ofMinutes(31));
        follow();
        assertThat(subscription(number)).isEqualTo(200);
        assertThat(kuaidi(secret, "0").status()).isEqualTo(200);
        assertThat(parcel(id)).isEqualTo("in-transit");
    }

    /** Has the job run now, once. */
    private static void follow() {
        databases.execute(
                "UPDATE kernel.job SET due_at = '2020-01-01T00:00:00Z' WHERE name = 'membership.follow-parcels'");
        await().until(() -> databases.number("SELECT count(*) FROM kernel.job WHERE name = 'membership.follow-parcels'"
                        + " AND due_at > '2020-01-02T00:00:00Z'")
                == 1);
    }

    @Test
    void parcel_isSubscribedAgain_thoughAnotherCannotBeOpened() {
        var damaged = made();
        var id = made();
        var number = "YT6666666666666";
        for (var parcel : Map.of(damaged, "YT5555555555555", id, number).entrySet()) {
            advance(
                    parcel.getKey(),
                    Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", parcel.getValue()));
        }
        client.deleteAbs(sandbox() + "/sandbox/subscriptions?number=" + number)
                .send()
                .await();
        databases.execute("UPDATE membership.shipment SET tracking = '\\x00', follow_at = '2020-01-01T00:00:00Z'"
                + " WHERE order_id = '" + damaged + "'");
        databases.execute(
                "UPDATE membership.shipment SET follow_at = '2020-01-02T00:00:00Z' WHERE order_id = '" + id + "'");

        follow();

        assertThat(subscription(number)).isEqualTo(200);
        assertThat(databases.number("SELECT count(*) FROM membership.shipment WHERE follow_at IS NOT NULL"
                        + " AND order_id = '" + damaged + "'"))
                .isEqualTo(1);
    }

    private static int subscription(String number) {
        return client.getAbs(sandbox() + "/sandbox/subscriptions?number=" + number)
                .send()
                .await()
                .statusCode();
    }

    @Test
    void returned_isFinal_whateverIsToldAfterIt() {
        var id = made();
        var path = advance(id, Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", "YT3333333333333"))
                .getString("callbackPath");
        var secret = path.substring(path.lastIndexOf('/') + 1);

        for (var state : new String[] {"5", "4", "3", "0", "2"}) {
            assertThat(kuaidi(secret, state).status()).isEqualTo(200);
        }

        assertThat(parcel(id)).isEqualTo("returned");
        assertThat(order(id).getString("status")).isEqualTo("shipped");
        assertThat(databases.number("SELECT count(*) FROM membership.warranty WHERE order_id = '" + id + "'"))
                .isZero();
    }
}
