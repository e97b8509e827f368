package cn.mejene.identity;

import static cn.mejene.identity.IdentityFixture.json;
import static cn.mejene.identity.IdentityFixture.principal;
import static cn.mejene.identity.IdentityFixture.refused;
import static cn.mejene.identity.IdentityFixture.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that change, and who support finds at the other end of the line: on PostgreSQL, over the bus. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NumbersIT {
    private final FreshDatabases databases;
    private final IdentityFixture fixture;
    private final TestNode node;

    private String phone = "";
    private String other = "";

    NumbersIT(@TempDir Path folder, FreshDatabases fresh) {
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
    @Clause({"V(A)2", "I(A)1.a"})
    void changePhone_provesTheNewNumber_tellsTheOldOne_andEndsOtherSessions() {
        var here = signIn(node, fixture.login(node, phone));
        var there = signIn(node, fixture.login(node, phone));
        var caller = principal(node, here);
        var loginToOld = fixture.login(node, phone);
        assertThat(refused(() -> changePhone(caller, fixture.code(node, other, "login"), other))
                        .code())
                .isEqualTo("code-invalid");
        var code = fixture.code(node, other, "phone-change");

        assertThat(changePhone(caller, code, other).getString("phone")).startsWith("139****");

        assertThat(fixture.messages().getLast().template()).isEqualTo("phone-changed");
        assertThat(fixture.messages().getLast().to()).isEqualTo(phone);
        assertThat(databases.number("SELECT count(*) FROM identity.former_phone"))
                .isZero();
        awaitEnded(node, there);
        assertThat(principal(node, here).id()).isEqualTo(caller.id());
        assertThat(refused(() -> signIn(node, loginToOld)).code()).isEqualTo("code-invalid");
        assertThat(signIn(node, fixture.login(node, other))
                        .getJsonObject("member")
                        .getString("id"))
                .isEqualTo(caller.id());
        assertThat(signIn(node, fixture.login(node, phone))
                        .getJsonObject("member")
                        .getString("id"))
                .isNotEqualTo(caller.id());
        await().untilAsserted(() -> assertThat(fixture.told())
                .anyMatch(event -> event.type().equals("identity.phone-changed")
                        && event.key().equals(caller.id())));
    }

    @Test
    void changePhone_letsOneAccountHaveANumber_howeverManyWantItAtOnce() {
        var third = fixture.newPhone();
        var callers = Stream.of(phone, other)
                .map(number -> principal(node, signIn(node, fixture.login(node, number))))
                .toList();
        assertThat(refused(() -> changePhone(callers.getFirst(), fixture.code(node, other, "phone-change"), other))
                        .code())
                .isEqualTo("phone-taken");
        var code = fixture.code(node, third, "phone-change");
        var outcomes = callers.stream()
                .map(caller -> CompletableFuture.supplyAsync(() -> outcome(caller, code, third)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(outcomes).containsOnlyOnce("changed");
        assertThat(outcomes).containsAnyOf("phone-taken", "code-invalid");
    }

    private String outcome(Principal caller, Map<String, Object> code, String to) {
        try {
            changePhone(caller, code, to);
            return "changed";
        } catch (Problem problem) {
            return problem.code();
        }
    }

    private JsonObject changePhone(Principal caller, Map<String, Object> code, String to) {
        var body = new LinkedHashMap<>(code);
        body.put("phone", to);
        return json(node.call(
                CallTo.operation("identity.change-phone").by(caller).body(body).build()));
    }

    @Test
    @Clause({"V(C)3", "V(E)1"})
    void support_actsForAMember_onlyAfterACodeToHerOwnNumberOrAddress() {
        var member = principal(node, signIn(node, fixture.login(node, phone))).id();
        var agent = new Principal("stf_a", Set.of("support"), "ses_a", null, "mejene", "mainland");
        var nobody = support(agent, "begin", Map.of("phone", other, "channel", "sms", "contact", "phone"), null);
        var asked = support(agent, "begin", Map.of("phone", phone, "channel", "sms", "contact", "phone"), null);
        var code = fixture.messages().getLast().values();
        var id = asked.getString("id");
        assertThat(nobody.fieldNames()).isEqualTo(asked.fieldNames());
        assertThat(refused(() -> support(agent, "redeem", code, nobody.getString("id")))
                        .code())
                .isEqualTo("code-invalid");
        assertThat(subject(agent, id).getString("memberId")).isNull();

        assertThat(support(agent, "redeem", code, id).getString("memberId")).isEqualTo(member);

        assertThat(subject(agent, id).getString("memberId")).isEqualTo(member);
        assertThat(refused(() -> support(agent, "redeem", code, id)).code()).isEqualTo("code-invalid");
        var another = new Principal("stf_b", Set.of("support"), "ses_b", null, "mejene", "mainland");
        assertThat(subject(another, id).getString("memberId")).isNull();
        fixture.smileId("SM-OF-" + member, member);
        support(agent, "begin", Map.of("smileId", "SM-OF-" + member, "channel", "email", "contact", "email"), null);
        assertThat(fixture.messages().getLast().to()).isEqualTo(member + "@example.com");
        assertThat(fixture.entries().entries())
                .filteredOn(entry -> entry.access().actor().equals(agent)
                        && entry.access().subject().equals(member))
                .hasSize(3);
    }

    private JsonObject support(Principal agent, String step, Map<String, ?> body, @Nullable String id) {
        var call = CallTo.operation("identity." + step + "-support-verification")
                .by(agent)
                .body(body);
        return json(node.call((id == null ? call : call.path("verificationId", id)).build()));
    }

    private JsonObject subject(Principal agent, String id) {
        return json(node.call(CallTo.operation("identity.support-subject")
                .by(agent)
                .body(Map.of("verificationId", id))
                .build()));
    }

    private static void awaitEnded(TestNode node, JsonObject session) {
        await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        refused(() -> principal(node, session)).code())
                .isEqualTo("session-ended"));
    }
}
