package cn.mejene.identity;

import static cn.mejene.identity.IdentityFixture.json;
import static cn.mejene.identity.IdentityFixture.principal;
import static cn.mejene.identity.IdentityFixture.refused;
import static cn.mejene.identity.IdentityFixture.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.identity.staff.TotpAt;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** WeChat, recycled numbers, unusual sign-ins: two nodes on PostgreSQL and the sandbox's WeChat. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WaysInIT {
    private static final String WECHAT = """
        wechat:
          endpoint: "http://127.0.0.1:%d"
          miniProgram: {appId: wx0123456789abcdef, secret: "file:%s"}
          app: {appId: wxfedcba9876543210, secret: "file:%s"}
        """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final FreshDatabases databases;
    private final IdentityFixture fixture;
    private final List<TestNode> nodes;
    private final TestNode node;

    WaysInIT(@TempDir Path folder, FreshDatabases databases) {
        this.databases = databases;
        this.fixture = new IdentityFixture(
                databases,
                folder,
                WECHAT.formatted(
                        databases.ports().sandbox(),
                        databases.secret("wechat-mini-program.secret"),
                        databases.secret("wechat-app.secret")));
        this.nodes = List.of(fixture.node("node-1"), fixture.node("node-2"));
        this.node = nodes.getFirst();
    }

    /** ASVS 6.8.1: another application's identifier is somebody else. */
    @Test
    @Clause("I(A)1.b")
    void wechat_registersWithItsNumber_andLetsInByItsIdentifierAlone() {
        var openid = "o" + UUID.randomUUID();
        var phone = fixture.newPhone();
        var opened = opens(openid, "u" + openid, phone);

        var first = signIn(node, wechat(opened, true));
        var second = signIn(node, wechat(opens(openid, null, null), false));
        var throughApp = wechat(opens("other" + openid, "u" + openid, null), false);
        throughApp.put("application", "app");
        var third = signIn(node, throughApp);
        var bySms = signIn(node, fixture.login(node, phone));

        assertThat(member(second)).isEqualTo(member(first));
        assertThat(member(third)).isEqualTo(member(first));
        assertThat(member(bySms)).isEqualTo(member(first));
        var payer = node.call(CallTo.operation("identity.wechat-openid")
                .by(principal(node, second))
                .build());
        assertThat(json(payer).getString("openid")).isEqualTo(openid);
        var strangers = wechat(opens(openid, null, fixture.newPhone()), true);
        strangers.put("application", "app");
        assertThat(refused(() -> signIn(node, strangers)).code())
                .as("the same identifier of another application is somebody else, who has no number yet")
                .isEqualTo("phone-required");
    }

    @Test
    @Clause({"I(A)1.b", "I(D)1"})
    void wechat_leavesNothingButIdentifiers() {
        signIn(node, wechat(opens("o" + UUID.randomUUID(), null, fixture.newPhone()), true));

        assertThat(databases.number("SELECT count(*) FROM identity.wechat_identity WHERE convert_from(identity, 'UTF8')"
                        + " LIKE '%WECHAT-%'"))
                .isZero();
        assertThat(databases.number("SELECT count(*) FROM identity.wechat_identity WHERE convert_from(identity, 'UTF8')"
                        + " LIKE '%openid%'"))
                .isPositive();
    }

    @Test
    @Clause({"I(D)1", "I(D)2"})
    void wechat_isNotAsked_withoutAnAgreement_andNothingBeyondItsScopeIsKept() {
        try {
            fixture.wechatScope(Set.of());
            var before = databases.number("SELECT count(*) FROM identity.wechat_identity");
            assertThat(refused(() -> signIn(
                                    node, wechat(opens("o" + UUID.randomUUID(), null, fixture.newPhone()), true)))
                            .code())
                    .isEqualTo("source-not-authorised");
            assertThat(databases.number("SELECT count(*) FROM identity.wechat_identity"))
                    .isEqualTo(before);

            fixture.wechatScope(Set.of("openid", "phone"));
            var phone = fixture.newPhone();
            var stranger = wechat(opens("o" + UUID.randomUUID(), "u-beyond-scope", null), false);
            var code = fixture.code(node, phone, "login");
            code.put("phone", phone);
            stranger.put("phone", code);
            signIn(node, stranger);
            assertThat(databases.number("SELECT count(*) FROM identity.wechat_identity WHERE"
                            + " convert_from(identity, 'UTF8') LIKE '%u-beyond-scope%'"))
                    .isZero();
        } finally {
            fixture.wechatScope(Set.of("openid", "unionid", "phone"));
        }
    }

    @Test
    @Clause("I(A)1.a")
    void wechat_asksForANumber_andForACodeWhenTheNumberHasAnAccount() {
        var phone = fixture.newPhone();
        var openid = "o" + UUID.randomUUID();
        var owner = signIn(node, fixture.login(node, phone));
        var before = databases.number("SELECT count(*) FROM identity.account");

        assertThat(refused(() -> signIn(node, wechat(opens(openid, null, null), false)))
                        .code())
                .isEqualTo("phone-required");
        assertThat(refused(() -> signIn(node, wechat(opens(openid, null, phone), true)))
                        .code())
                .isEqualTo("phone-code-required");
        assertThat(databases.number("SELECT count(*) FROM identity.account")).isEqualTo(before);

        var linking = wechat(opens(openid, null, null), false);
        var code = fixture.code(node, phone, "login");
        code.put("phone", phone);
        linking.put("phone", code);
        assertThat(member(signIn(node, linking))).isEqualTo(member(owner));
        assertThat(member(signIn(node, wechat(opens(openid, null, null), false))))
                .isEqualTo(member(owner));
    }

    @Test
    void wechat_takesACodeOnce_andTellsItsRefusalsApart() {
        var opened = opens("o" + UUID.randomUUID(), null, fixture.newPhone());
        signIn(node, wechat(opened, true));

        assertThat(refused(() -> signIn(node, wechat(opened, true))).code()).isEqualTo("code-invalid");
        var unread = wechat(opened, true);
        unread.put("readConfirmed", false);
        assertThat(refused(() -> signIn(node, unread)).status()).isEqualTo(422);
        var busy =
                sandbox("/sandbox/wechat", new JsonObject().put("openid", "o1").put("busy", true));
        assertThat(refused(() -> signIn(node, wechat(busy, false))).code()).isEqualTo("wechat-unavailable");
    }

    @Test
    void serverToken_isAskedForOnce_byAllNodes_andAgainWhenItWasEnded() throws Exception {
        sandbox("/sandbox/wechat/tokens/end", new JsonObject());
        databases.execute("DELETE FROM identity.wechat_token");
        var given = given();
        var work = new ArrayList<Callable<String>>();
        for (int i = 0; i < 12; i++) {
            var body = wechat(opens("o" + UUID.randomUUID(), null, fixture.newPhone()), true);
            var on = nodes.get(i % 2);
            work.add(() -> member(signIn(on, body)));
        }
        // Both nodes may hold a token in memory from the other tests: the platform has ended it.
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).startsWith("mem_");
            }
        }
        assertThat(given() - given).isEqualTo(1);

        sandbox("/sandbox/wechat/tokens/end", new JsonObject());
        signIn(node, wechat(opens("o" + UUID.randomUUID(), null, fixture.newPhone()), true));
        assertThat(given() - given).isEqualTo(2);
    }

    @Test
    void number_opensNoOldAccount_whenItWasNotUsedForLong() {
        var phone = fixture.newPhone();
        var old = signIn(node, fixture.login(node, phone));
        fixture.smileId("SM-OLD", member(old));
        age(old);

        var login = fixture.login(node, phone);
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("reverification-required");
        login.put("reverification", Map.of("smileId", "SM-OTHER", "startAnew", false));
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("reverification-required");
        login.put("reverification", Map.of("smileId", "SM-OLD", "startAnew", false));
        assertThat(member(signIn(node, login))).isEqualTo(member(old));

        age(old);
        var stranger = fixture.login(node, phone);
        stranger.put("reverification", Map.of("startAnew", true));
        var anew = signIn(node, stranger);
        assertThat(member(anew)).isNotEqualTo(member(old));
        assertThat(member(signIn(node, fixture.login(node, phone)))).isEqualTo(member(anew));
        assertThat(refused(() -> principal(nodes.getLast(), old)).code()).isEqualTo("session-ended");
        await().untilAsserted(() ->
                assertThat(fixture.told()).anyMatch(event -> event.type().equals("identity.number-released")));
    }

    @Test
    @Clause("I(B)2")
    void signIn_isToldAsUnusual_afterFailuresOnANewDevice_andAfterManyFailures() {
        var phone = fixture.newPhone();
        var known = fixture.login(node, phone);
        known.put("device", device("Pixel"));
        var member = member(signIn(node, known));
        for (int round = 0; round < 2; round++) {
            var login = fixture.login(node, phone);
            var wrong = new LinkedHashMap<>(login);
            wrong.put("code", "wrong");
            for (int i = 0; i < 4; i++) {
                refused(() -> signIn(node, wrong));
            }
            login.put("device", device(round == 0 ? "Pixel" : "Stranger"));
            signIn(node, login);
        }
        await().untilAsserted(() -> assertThat(reasons(member)).containsExactly("new-device-after-failures"));

        var wrong = fixture.login(node, phone);
        wrong.put("code", "wrong");
        for (int i = 0; i < 3; i++) {
            refused(() -> signIn(node, wrong));
        }
        await().untilAsserted(() ->
                assertThat(reasons(member)).containsExactly("new-device-after-failures", "many-failures"));
    }

    @Test
    void staff_comesAndGoesByAnAdministratorsHand() {
        var admin = new Principal("stf_admin", Set.of("admin"), "ses_1", null, "mejene", "mainland");
        var wanted = Map.of("username", "li.na", "role", "support", "employer", "mejene", "network", "mainland");
        var issued = json(node.call(
                CallTo.operation("identity.create-staff").by(admin).body(wanted).build()));
        var session = signIn(node, credentials(issued));
        assertThat(principal(node, session).roles()).containsExactly("support");
        assertThat(refused(() -> node.call(CallTo.operation("identity.create-staff")
                                .by(admin)
                                .body(wanted)
                                .build()))
                        .code())
                .isEqualTo("username-taken");

        var id = issued.getString("id");
        var reset = json(node.call(CallTo.operation("identity.reset-staff")
                .by(admin)
                .path("id", id)
                .build()));
        assertThat(refused(() -> signIn(node, credentials(issued))).code()).isEqualTo("credentials-invalid");
        signIn(node, credentials(reset));
        await().untilAsserted(() -> assertThat(
                        refused(() -> principal(nodes.getLast(), session)).code())
                .isEqualTo("session-ended"));

        node.call(CallTo.operation("identity.disable-staff")
                .by(admin)
                .path("id", id)
                .build());
        assertThat(refused(() -> signIn(node, credentials(reset))).code()).isEqualTo("credentials-invalid");
    }

    @Test
    void staff_isRefused_whenNobodyCouldMakeMore_orItsClinicIsMissing() {
        var admin = new Principal("stf_admin", Set.of("admin"), "ses_1", null, "mejene", "mainland");
        var only = json(node.call(CallTo.operation("identity.create-staff")
                .by(admin)
                .body(Map.of("username", "root", "role", "admin", "employer", "mejene", "network", "mainland"))
                .build()));
        assertThat(refused(() -> node.call(CallTo.operation("identity.disable-staff")
                                .by(admin)
                                .path("id", only.getString("id"))
                                .build()))
                        .code())
                .isEqualTo("last-admin");
        assertThat(refused(() -> node.call(CallTo.operation("identity.create-staff")
                                .by(admin)
                                .body(Map.of("username", "x.y", "role", "clinic", "employer", "m", "network", "m"))
                                .build()))
                        .status())
                .isEqualTo(422);
    }

    private Map<String, Object> credentials(JsonObject issued) {
        return Map.of(
                "grant", "staff",
                "username", issued.getString("username"),
                "password", issued.getString("password"),
                "totp",
                        TotpAt.now(
                                issued.getString("totpSecret"), node.context().clock()));
    }

    private List<String> reasons(String member) {
        return fixture.told().stream()
                .filter(event -> event.key().equals(member) && event.type().equals("identity.unusual-sign-in"))
                .map(event -> event.get("reason"))
                .toList();
    }

    private static Map<String, String> device(String model) {
        return Map.of("model", model, "os", "Android", "osVersion", "17", "appVersion", "1");
    }

    private void age(JsonObject session) {
        databases.execute(
                "UPDATE identity.account SET signed_in_at = signed_in_at - interval '181 days' WHERE member_id = '"
                        + member(session) + "'");
    }

    private static String member(JsonObject session) {
        return session.getJsonObject("member").getString("id");
    }

    private static Map<String, Object> wechat(JsonObject opened, boolean withNumber) {
        var body = new LinkedHashMap<String, Object>();
        body.put("grant", "wechat");
        body.put("code", opened.getString("code"));
        if (withNumber) {
            body.put("phoneCode", opened.getString("phoneCode"));
        }
        body.put("policyVersion", "v1");
        body.put("readConfirmed", true);
        body.put("ageBand", "adult");
        return body;
    }

    private JsonObject opens(String openid, String unionid, String phone) {
        return sandbox(
                "/sandbox/wechat",
                new JsonObject().put("openid", openid).put("unionid", unionid).put("phone", phone));
    }

    private int given() {
        return send(HttpRequest.newBuilder(sandbox("/sandbox/wechat/tokens"))).getInteger("given");
    }

    private JsonObject sandbox(String path, JsonObject body) {
        return send(HttpRequest.newBuilder(sandbox(path)).POST(BodyPublishers.ofString(body.encode())));
    }

    private URI sandbox(String path) {
        return URI.create("http://127.0.0.1:" + databases.ports().sandbox() + path);
    }

    private JsonObject send(HttpRequest.Builder request) {
        try {
            var body = client.send(request.build(), BodyHandlers.ofString()).body();
            return body.isEmpty() ? new JsonObject() : new JsonObject(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
