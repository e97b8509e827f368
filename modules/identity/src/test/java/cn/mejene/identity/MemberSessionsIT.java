package cn.mejene.identity;

import static cn.mejene.identity.IdentityFixture.claims;
import static cn.mejene.identity.IdentityFixture.json;
import static cn.mejene.identity.IdentityFixture.principal;
import static cn.mejene.identity.IdentityFixture.refresh;
import static cn.mejene.identity.IdentityFixture.refused;
import static cn.mejene.identity.IdentityFixture.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Sessions;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Codes, first and later logins, refresh, devices, step-up: on PostgreSQL, over the bus. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MemberSessionsIT {
    private final FreshDatabases databases;
    private final IdentityFixture fixture;
    private final TestNode node;

    private String phone = "";
    private String other = "";

    MemberSessionsIT(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new IdentityFixture(fresh, folder, "");
        node = fixture.node("node-1");
    }

    @BeforeEach
    void choose() {
        phone = fixture.newPhone();
        other = fixture.newPhone();
    }

    @Test
    @Clause({"I(A)1.a", "0.3"})
    void createSession_registersOnce_andKnowsTheMemberAfterwards() {
        var first = signIn(node, fixture.login(node, phone));
        var again = fixture.login(node, phone);
        again.remove("ageBand");
        var second = signIn(node, again);

        assertThat(first.getJsonObject("member").getString("status")).isEqualTo("active");
        assertThat(second.getJsonObject("member")).isEqualTo(first.getJsonObject("member"));
        assertThat(first.getBoolean("restored")).isFalse();
        var member = first.getJsonObject("member").getString("id");
        assertThat(fixture.acceptances().stream().filter((member + " zh-Hans sms")::equals))
                .hasSize(2);
        await().untilAsserted(() ->
                assertThat(fixture.registered().stream().filter(member::equals)).hasSize(1));
        assertThat(fixture.entries().entries().stream()
                        .filter(entry -> entry.access().subject().equals(member)))
                .hasSize(2);
        var token = claims(first.getString("accessToken"));
        assertThat(claims(second.getString("accessToken")).getString("sid"))
                .as("a session of its own")
                .isNotEqualTo(token.getString("sid"));
        assertThat(token.fieldNames())
                .containsExactlyInAnyOrder("iss", "aud", "sub", "sid", "iat", "nbf", "exp", "jti", "token_use");
        assertThat(principal(node, first).id()).isEqualTo(token.getString("sub"));
    }

    @Test
    void createSession_keepsTheHashOfItsRefreshToken() {
        var token = signIn(node, fixture.login(node, phone)).getString("refreshToken");

        assertThat(databases.number("SELECT count(*) FROM identity.refresh_token WHERE token_hash = sha256('" + token
                        + "'::bytea)"))
                .isEqualTo(1);
    }

    @Test
    void createSession_refusesAlike_whateverIsWrongWithTheCode() {
        var login = fixture.login(node, phone);
        for (var wrong : List.of(
                Map.entry("code", "000000x"),
                Map.entry("requestId", "crq_01k0000000000000000000000a"),
                Map.entry("phone", other))) {
            var body = new LinkedHashMap<>(login);
            body.put(wrong.getKey(), wrong.getValue());
            var problem = refused(() -> signIn(node, body));
            assertThat(problem.status()).isEqualTo(401);
            assertThat(problem.code()).isEqualTo("code-invalid");
        }
        signIn(node, login);
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("code-invalid");
    }

    @Test
    void createSession_refusesARightCode_afterFiveWrongTries_evenAtOnce() {
        var login = fixture.login(node, phone);
        var wrong = new LinkedHashMap<>(login);
        wrong.put("code", "wrong");
        var before = tries();

        var outcomes = atOnce(40, () -> refused(() -> signIn(node, wrong)).code());

        assertThat(outcomes).containsOnly("code-invalid");
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("code-invalid");
        assertThat(tries() - before).isEqualTo(5);
    }

    @Test
    void createSession_refusesAnEarlierCode_whenANewOneWasSent() {
        var early = fixture.login(node, phone);
        var late = fixture.login(node, phone);

        assertThat(refused(() -> signIn(node, early)).code()).isEqualTo("code-invalid");
        signIn(node, late);
    }

    @Test
    void createSession_letsOneIn_whenOneCodeIsUsedManyTimesAtOnce() {
        var login = fixture.login(node, phone);
        var before = accounts();

        var outcomes = atOnce(5, () -> {
            try {
                return signIn(node, login).containsKey("accessToken") ? "in" : "?";
            } catch (Problem problem) {
                return problem.code();
            }
        });

        assertThat(outcomes.stream().filter("in"::equals)).hasSize(1);
        assertThat(accounts() - before).isEqualTo(1);
    }

    @Test
    @Clause("VI.1")
    void createSession_asksForTheAgeBandFirst_andSendsChildrenToTheirGuardians() {
        var before = accounts();
        var login = fixture.login(node, phone);
        login.remove("ageBand");
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("age-band-required");
        login.put("ageBand", "under-14");
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("guardian-required");
        login.put("ageBand", "adult");
        login.put("birthMonth", "2020-01");
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("guardian-required");
        login.remove("birthMonth");
        login.put("policyVersion", "v0");
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("policy-version-outdated");
        assertThat(accounts()).isEqualTo(before);
        login.put("policyVersion", "v1");
        signIn(node, login);
    }

    @Test
    void refresh_rotates_andARetryGetsTheSameSuccessor() {
        var session = signIn(node, fixture.login(node, phone));
        var first = session.getString("refreshToken");

        var tokens = atOnce(50, () -> refresh(node, first).getString("refreshToken"));

        assertThat(tokens.stream().distinct()).hasSize(1);
        var second = refresh(node, tokens.getFirst()).getString("refreshToken");
        assertThat(second).isNotEqualTo(first);
        assertThat(principal(node, session).isMember()).isTrue();
    }

    @Test
    void refresh_endsTheFamily_whenAnOldTokenComesBack() {
        var session = signIn(node, fixture.login(node, phone));
        var first = session.getString("refreshToken");
        var second = refresh(node, first).getString("refreshToken");
        var third = refresh(node, second).getString("refreshToken");

        assertThat(refused(() -> refresh(node, first)).code()).isEqualTo("refresh-reused");

        assertThat(refused(() -> refresh(node, third)).code()).isEqualTo("session-ended");
        assertThat(refused(() -> refresh(node, "mrt_unknown")).code()).isEqualTo("refresh-invalid");
        awaitEnded(node, session);
    }

    @Test
    @Clause("I(B)1")
    void devices_areListedAndSignedOut_onTheOtherNodeToo() {
        var second = fixture.node("node-2");
        var login = fixture.login(node, phone);
        login.put("device", Map.of("model", "Pixel", "os", "Android", "osVersion", "17", "appVersion", "1"));
        var first = signIn(node, login);
        var later = signIn(second, fixture.login(second, phone));
        var caller = principal(node, later);

        var page = json(node.call(CallTo.operation("identity.list-devices")
                .by(caller)
                .query("limit", "1")
                .build()));
        var rest = json(node.call(CallTo.operation("identity.list-devices")
                .by(caller)
                .query("cursor", page.getString("next"))
                .build()));
        var here = page.getJsonArray("items").getJsonObject(0);
        assertThat(here.getBoolean("current")).isTrue();
        assertThat(here.containsKey("device"))
                .as("what was not told is not known")
                .isFalse();
        var device = rest.getJsonArray("items").getJsonObject(0);
        assertThat(device.getJsonObject("device").getString("model")).isEqualTo("Pixel");

        principal(second, first);
        node.call(CallTo.operation("identity.sign-out-device")
                .by(caller)
                .path("id", device.getString("id"))
                .build());
        awaitEnded(second, first);
        assertThat(principal(node, later).id()).isEqualTo(caller.id());
        node.call(CallTo.operation("identity.sign-out-everywhere").by(caller).build());
        awaitEnded(second, later);
        second.close();
    }

    @Test
    void signOutDevice_is404_whenItIsSomeoneElses() {
        var mine = signIn(node, fixture.login(node, phone));
        var hers = signIn(node, fixture.login(node, other));

        var problem = refused(() -> node.call(CallTo.operation("identity.sign-out-device")
                .by(principal(node, mine))
                .path("id", claims(hers.getString("accessToken")).getString("sid"))
                .build()));

        assertThat(problem.status()).isEqualTo(404);
        assertThat(principal(node, hers).isMember()).isTrue();
    }

    @Test
    void stepUp_takesACodeToTheOwnNumberOnly_andIsSpentOnce() {
        var session = signIn(node, fixture.login(node, phone));
        var caller = principal(node, session);
        var foreign = fixture.code(node, other, "step-up");
        foreign.put("operation", "records.delete");
        var own = fixture.code(node, phone, "step-up");
        own.put("operation", "records.delete");

        assertThat(refused(() -> node.call(CallTo.operation("identity.step-up")
                                .by(caller)
                                .body(foreign)
                                .build()))
                        .code())
                .isEqualTo("code-invalid");
        var token = json(node.call(
                CallTo.operation("identity.step-up").by(caller).body(own).build()));

        var claims = claims(token.getString("accessToken"));
        assertThat(claims.getString("step_up")).isEqualTo("records.delete");
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(600);
        var sessions = node.context().port(Sessions.class);
        sessions.spendStepUp(claims.getString("jti")).await();
        assertThat(refused(() -> sessions.spendStepUp(claims.getString("jti")).await())
                        .code())
                .isEqualTo("step-up-required");
    }

    @Test
    void account_showsTheMaskedNumber_toItsOwnMemberOnly() {
        var mine = principal(node, signIn(node, fixture.login(node, phone)));
        var hers = principal(node, signIn(node, fixture.login(node, other)));

        var own = json(node.call(CallTo.operation("identity.account").by(mine).build()));

        assertThat(own)
                .isEqualTo(new JsonObject(Map.of("status", "active", "phoneMasked", "139****" + phone.substring(10))));
        assertThat(refused(() -> node.call(CallTo.operation("identity.account")
                                .by(hers)
                                .body(Map.of("memberId", mine.id()))
                                .build()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void sendCode_stopsAtTheDaysBudget_ofTheNumberAlone() {
        for (int i = 0; i < 10; i++) {
            fixture.code(node, phone, "login");
        }

        var problem = refused(() -> fixture.code(node, phone, "step-up"));

        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.headers()).containsKey("Retry-After");
        fixture.code(node, other, "login");
    }

    /** One budget of a number's, whatever the codes are for that somebody tries. */
    @Test
    void tries_areCountedTogether_whicheverWayTheyAreSpent() {
        var caller = principal(node, signIn(node, fixture.login(node, phone)));
        for (int code = 0; code < 3; code++) {
            var wrong = fixture.login(node, phone);
            wrong.put("code", "wrong");
            for (int i = 0; i < 5; i++) {
                assertThat(refused(() -> signIn(node, wrong)).status()).isEqualTo(401);
            }
        }
        var wrong = fixture.code(node, phone, "step-up");
        wrong.put("code", "wrong");
        wrong.put("operation", "records.delete");
        var stepUp = CallTo.operation("identity.step-up").by(caller).body(wrong).build();
        for (int i = 0; i < 5; i++) {
            assertThat(refused(() -> node.call(stepUp)).status()).isEqualTo(401);
        }

        var right = fixture.login(node, phone);

        assertThat(refused(() -> signIn(node, right)).status()).isEqualTo(429);
        signIn(node, fixture.login(node, other));
    }

    @Test
    void code_isKeptAsAKeyedHash_andForTenMinutes() {
        var login = fixture.login(node, phone);
        var kept = "identity.code c WHERE c.request_id = '" + login.get("requestId") + "' AND ";

        assertThat(databases.number("SELECT count(*) FROM " + kept + "octet_length(c.code_hash) = 32"))
                .isEqualTo(1);
        assertThat(databases.number("SELECT count(*) FROM " + kept + "(c::text LIKE '%" + login.get("code")
                        + "%' OR c.code_hash = sha256('" + login.get("code") + "'::bytea))"))
                .isZero();
        node.kernel().developmentClock().advance(Duration.ofMinutes(10));
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("code-invalid");
    }

    private long accounts() {
        return databases.number("SELECT count(*) FROM identity.account");
    }

    private long tries() {
        return databases.number("SELECT coalesce(sum(used), 0) FROM identity.budget WHERE kind = 'tries-per-phone'");
    }

    private static void awaitEnded(TestNode node, JsonObject session) {
        await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        refused(() -> principal(node, session)).code())
                .isEqualTo("session-ended"));
    }

    private static <T> List<T> atOnce(int times, Callable<T> work) {
        try (var threads = Executors.newFixedThreadPool(times)) {
            var results = new ArrayList<T>();
            for (var future : threads.invokeAll(Collections.nCopies(times, work))) {
                results.add(future.get());
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
