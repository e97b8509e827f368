package cn.mejene.identity;

import static cn.mejene.identity.IdentityFixture.json;
import static cn.mejene.identity.IdentityFixture.principal;
import static cn.mejene.identity.IdentityFixture.refused;
import static cn.mejene.identity.IdentityFixture.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Children: guardians by each method, late discovery, erasure, coming of age (policy VI). */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WardsIT {
    private final FreshDatabases databases;
    private final IdentityFixture fixture;
    private final TestNode node;

    WardsIT(@TempDir Path folder, FreshDatabases databases) {
        this.databases = databases;
        this.fixture = new IdentityFixture(databases, folder, "");
        this.node = fixture.node("node-1");
    }

    @Test
    @Clause({"VI.1", "VI.2", "VI.3", "VI.4", "VI.6"})
    void child_registers_withACodeToTheGuardiansOtherNumber() {
        var phone = fixture.newPhone();
        var before = count("account") + count("guardian");
        var login = child(phone);
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("guardian-required");
        login.put("guardian", byCode("sms", phone));
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("guardian-same-phone");
        var undeclared = byCode("sms", fixture.newPhone());
        evidence(undeclared).remove("adult");
        login.put("guardian", undeclared);
        assertThat(refused(() -> signIn(node, login)).status()).isEqualTo(422);
        assertThat(count("account") + count("guardian"))
                .as("nothing of a child is kept before a guardian consents")
                .isEqualTo(before);

        var guardian = byCode("sms", fixture.newPhone());
        var late = child(phone);
        late.put("guardian", guardian);
        var session = signIn(node, late);

        assertThat(session.getJsonObject("member").getString("status")).isEqualTo("active");
        assertThat(count("guardian WHERE method = 'sms' AND member_id = '" + member(session) + "'"))
                .isEqualTo(1);
        assertThat(numbers(member(session)))
                .isEqualTo(Map.of(
                        member(session), String.valueOf(evidence(guardian).get("phone"))));
        assertGuardianDecides(session, String.valueOf(evidence(guardian).get("phone")));
        var sibling = child(fixture.newPhone());
        sibling.put("guardian", guardian);
        assertThat(refused(() -> signIn(node, sibling)).code())
                .as("a code is good once")
                .isEqualTo("code-invalid");
    }

    /** Where the guardians of some members, and of somebody of age, are reached. */
    private Map<String, Object> numbers(String member) {
        var adult = member(signIn(node, fixture.login(node, fixture.newPhone())));
        var call = CallTo.operation("identity.open-guardian-numbers")
                .body(Map.of("memberIds", List.of(member, adult), "purpose", "service-notice"));
        assertThat(refused(() -> node.call(
                                call.by(Principal.member(adult, "ses_1")).build()))
                        .status())
                .isEqualTo(403);
        return json(node.call(call.by(Principal.system("notifications")).build()))
                .getMap();
    }

    /** What is decided about a child's data needs a code to the guardian's number, each time. */
    private void assertGuardianDecides(JsonObject session, String phone) {
        var child = principal(node, session);
        assertThat(refused(() -> decide(child, Map.of())).code()).isEqualTo("guardian-code-required");
        assertThat(refused(() -> decide(child, fixture.code(node, fixture.newPhone(), "guardian")))
                        .code())
                .isEqualTo("code-invalid");
        var code = fixture.code(node, phone, "guardian");
        decide(child, code);
        assertThat(refused(() -> decide(child, code)).code()).isEqualTo("code-invalid");
        decide(principal(node, signIn(node, fixture.login(node, fixture.newPhone()))), Map.of());
    }

    private void decide(Principal member, Map<String, ?> code) {
        node.call(CallTo.operation("identity.require-guardian")
                .by(member)
                .body(code)
                .build());
    }

    @Test
    @Clause("VI.4")
    void child_registers_withAGuardiansAccount_ofAPersonOfAge() {
        var login = child(fixture.newPhone());
        login.put("guardian", byCode("account", fixture.newPhone()));
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("guardian-not-verified");

        var adult = fixture.newPhone();
        signIn(node, fixture.login(node, adult));
        login.put("guardian", byCode("account", adult));
        assertThat(member(signIn(node, login))).startsWith("mem_");
    }

    @Test
    @Clause({"VI.4", "IV(A)6"})
    void child_registers_withWhatSupportFoundOut_onceAndForThisChildOnly() {
        var phone = fixture.newPhone();
        var finding = new LinkedHashMap<String, Object>();
        finding.put("method", "video");
        finding.put("childPhone", phone);
        finding.put("name", "GUARDIAN");
        finding.put("phone", fixture.newPhone());
        finding.put("relationship", "mother");
        finding.put("adult", true);
        finding.put("realName", true);
        finding.put("evidenceSha256", "ab".repeat(32));
        var support = new Principal("stf_1", Set.of("support"), "ses_1", null, "mejene", "mainland");
        var reference = json(node.call(CallTo.operation("identity.verify-guardian")
                        .by(support)
                        .body(finding)
                        .build()))
                .getString("reference");
        var guardian = Map.of("method", "video", "evidence", Map.of("reference", reference));

        var other = child(fixture.newPhone());
        other.put("guardian", guardian);
        assertThat(refused(() -> signIn(node, other)).code()).isEqualTo("guardian-not-verified");
        var login = child(phone);
        login.put("guardian", Map.of("method", "written", "evidence", Map.of("reference", reference)));
        assertThat(refused(() -> signIn(node, login)).code()).isEqualTo("guardian-not-verified");
        login.put("guardian", guardian);
        var session = signIn(node, login);
        assertThat(count("guardian WHERE evidence_sha256 = decode(repeat('ab', 32), 'hex') AND member_id = '"
                        + member(session) + "'"))
                .isEqualTo(1);
    }

    @Test
    @Clause("VI.5")
    void adult_whoTurnsOutToBeAChild_canOnlyBringAGuardian() {
        var session = signIn(node, fixture.login(node, fixture.newPhone()));
        var caller = principal(node, session);

        assertThat(refused(() -> born(caller, thisMonth().minusYears(10))).code())
                .isEqualTo("guardian-required");

        await().untilAsserted(() -> assertThat(principal(node, session).roles()).containsExactly("ward"));
        var ward = principal(node, session);
        assertThat(refused(() -> born(ward, thisMonth().minusYears(30))).status())
                .isEqualTo(403);
        var guardian = byCode("sms", fixture.newPhone());
        node.call(CallTo.operation("identity.give-guardian")
                .by(ward)
                .body(guardian)
                .build());
        await().untilAsserted(
                        () -> assertThat(principal(node, session).isMember()).isTrue());
        assertThat(refused(() -> born(principal(node, session), thisMonth().minusYears(30)))
                        .code())
                .isEqualTo("age-proof-required");
        born(principal(node, session), thisMonth().minusYears(10));
    }

    @Test
    @Clause("VI.5")
    void day_erasesWhoWaitedTooLong_andLetsWhoIsOfAgeSignInAnew() {
        var phone = fixture.newPhone();
        var child = signIn(node, fixture.login(node, phone));
        refused(() -> born(principal(node, child), thisMonth().minusYears(13)));
        var youth = fixture.login(node, fixture.newPhone());
        youth.put("ageBand", "14-17");
        youth.put("birthMonth", thisMonth().minusYears(18).toString());
        var grown = signIn(node, youth);
        databases.execute("UPDATE identity.account SET next_band_on = current_date - 1 WHERE member_id = '"
                + member(grown) + "'");

        node.kernel().developmentClock().advance(Duration.ofDays(2));

        assertThat(count("account WHERE status = 'erased' AND octet_length(phone) = 0 AND member_id = '" + member(child)
                        + "'"))
                .isEqualTo(1);
        assertThat(fixture.keyChanges())
                .contains(member(child) + " IDENTITY DESTROYED", member(child) + " CARE DESTROYED");
        await().untilAsserted(() ->
                assertThat(refused(() -> principal(node, child)).code()).isEqualTo("session-ended"));
        assertThat(member(signIn(node, fixture.login(node, phone)))).isNotEqualTo(member(child));
        assertThat(count("account WHERE age_band = 'adult' AND next_band_on IS NULL AND member_id = '" + member(grown)
                        + "'"))
                .isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(refused(() -> principal(node, grown)).code()).isEqualTo("session-ended"));
        await().untilAsserted(() -> assertThat(fixture.told().stream().map(event -> event.type() + " " + event.key()))
                .contains(
                        "identity.child-discovered " + member(child),
                        "identity.child-erased " + member(child),
                        "identity.came-of-age " + member(grown)));
    }

    private void born(Principal caller, YearMonth month) {
        node.call(CallTo.operation("identity.report-birth-month")
                .by(caller)
                .body(Map.of("birthMonth", month.toString()))
                .build());
    }

    private YearMonth thisMonth() {
        return YearMonth.from(node.context().clock().instant().atZone(Schedule.ZONE));
    }

    private Map<String, Object> child(String phone) {
        var login = fixture.login(node, phone);
        login.put("ageBand", "under-14");
        return login;
    }

    private Map<String, Object> byCode(String method, String phone) {
        var evidence = new LinkedHashMap<>(fixture.code(node, phone, "guardian"));
        evidence.put("phone", phone);
        evidence.put("name", "GUARDIAN");
        evidence.put("relationship", "father");
        evidence.put("adult", true);
        return Map.of("method", method, "evidence", evidence);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> evidence(Map<String, Object> guardian) {
        return (Map<String, Object>) guardian.get("evidence");
    }

    private long count(String rows) {
        return databases.number("SELECT count(*) FROM identity." + rows);
    }

    private static String member(JsonObject session) {
        return session.getJsonObject("member").getString("id");
    }
}
