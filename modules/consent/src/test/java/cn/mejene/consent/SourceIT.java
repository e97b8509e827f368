package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.CLINIC;
import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.OTHER_CLINIC;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.Sources;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Partners and what they send, on one node whose clock moves. */
@ExtendWith(EmbeddedServices.class)
class SourceIT {
    private static final String NEW_CLINIC = "cli_01jd3m0c11n1cc0000000000c3";
    private static FreshDatabases databases;
    private static ConsentFixture fixture;
    private static TestNode node;

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new ConsentFixture(fresh, folder);
        node = fixture.node("node-1");
    }

    @Test
    @Clause({"II(B)2", "III.0"})
    void clinic_isRefused_withoutAgreementAndPassedTest_bothInForce() {
        var member = patient(NEW_CLINIC);
        assertThat(access(member, NEW_CLINIC)).isEqualTo("partner-not-admitted");

        assess(NEW_CLINIC, "agreement", true, Duration.ofDays(400));
        assertThat(access(member, NEW_CLINIC)).isEqualTo("partner-not-admitted");
        assess(NEW_CLINIC, "security-test", false, Duration.ofDays(30));
        assertThat(access(member, NEW_CLINIC)).isEqualTo("partner-not-admitted");
        assess(NEW_CLINIC, "security-test", true, Duration.ofDays(30));
        assertThat(access(member, NEW_CLINIC)).isEqualTo("allowed");

        fixture.advance(node, Duration.ofDays(30));

        assertThat(access(member, NEW_CLINIC)).isEqualTo("partner-not-admitted");
        var partner =
                json(node, CallTo.operation("consent.get-partner").by(OFFICER).path("id", NEW_CLINIC));
        assertThat(partner.getBoolean("admitted")).isFalse();
        assertThat(partner.getJsonArray("assessments")).hasSize(3);
    }

    @Test
    @Clause({"I(D)1", "I(D)2"})
    void data_areTaken_underAnAgreementInForce_onlyAndNothingBeside() {
        var member = patient(CLINIC);
        assertThat(refused(() -> take("src_01jd3m0c11n1cc0000000000c3", CLINIC, member, Map.of("name", "林")))
                        .code())
                .isEqualTo("source-not-authorised");
        var source = source(CLINIC, List.of("name", "email"), List.of("name"), Duration.ofDays(10));
        assertThat(refused(() -> take(source, OTHER_CLINIC, member, Map.of("name", "林")))
                        .code())
                .isEqualTo("source-not-authorised");
        assertThat(refused(() -> take(source, CLINIC, ConsentFixture.member(), Map.of("name", "林")))
                        .code())
                .isEqualTo("grant-required");

        var outcome = take(source, CLINIC, member, Map.of("name", "林", "idNumber", "MARKER-110101"));

        assertThat(outcome.getJsonArray("taken")).containsExactly("name");
        assertThat(outcome.getJsonArray("dropped")).containsExactly("idNumber");
        assertThat(fixture.profile(member)).containsExactly(Map.entry("name", "林"));
        assertThat(databases.number("SELECT count(*) FROM consent.quarantined WHERE member_id = '" + member.id() + "'"))
                .isZero();
        fixture.advance(node, Duration.ofDays(10));
        assertThat(refused(() -> take(source, CLINIC, member, Map.of("name", "林")))
                        .code())
                .isEqualTo("source-not-authorised");
        var wechat = node.context().port(Sources.class);
        assertThat(wechat.scope("wechat-login")).contains("openid");
        assertThat(refused(() -> wechat.scope("nobody")).code()).isEqualTo("source-not-authorised");
    }

    @Test
    @Clause("I(D)3")
    void field_beyondTheScope_waitsUnread_isReleasedWithConsent_deletedWithoutOrInTime() {
        var member = patient(CLINIC);
        var source = source(CLINIC, List.of("name", "gender", "email"), List.of("name"), Duration.ofDays(400));

        var outcome = take(source, CLINIC, member, Map.of("gender", "female", "email", "lin@example.cn"));

        assertThat(outcome.getJsonArray("taken")).isEmpty();
        assertThat(fixture.profile(member)).isEmpty();
        assertThat(databases.number("SELECT count(*) FROM consent.quarantined WHERE"
                        + " position('lin@example.cn'::bytea in value) > 0"))
                .isZero();
        var waiting = waiting(member);
        assertThat(waiting).containsOnlyKeys("gender", "email");
        assertThat(waiting.get("email").getString("value")).isEqualTo("lin@example.cn");
        assertThat(refused(() -> decide(ConsentFixture.member(), waiting.get("email"), "consented"))
                        .status())
                .isEqualTo(404);

        fixture.wards.add(member.id());
        assertThat(refused(() -> decide(member, waiting.get("email"), "consented"))
                        .code())
                .isEqualTo("guardian-code-required");
        fixture.wards.remove(member.id());
        assertThat(decide(member, waiting.get("email"), "consented")).isEqualTo("released");
        assertThat(decide(member, waiting.get("email"), "consented")).isEqualTo("released");
        assertThat(fixture.profile(member)).containsExactly(Map.entry("email", "lin@example.cn"));
        assertThat(decide(member, waiting.get("gender"), "refused")).isEqualTo("refused");
        assertThat(refused(() -> decide(member, waiting.get("gender"), "consented"))
                        .code())
                .isEqualTo("quarantine-decided");
        assertThat(fixture.profile(member)).doesNotContainKey("gender");

        take(source, CLINIC, member, Map.of("gender", "female"));
        fixture.advance(node, Duration.ofDays(31));
        assertThat(waiting(member)).isEmpty();
        assertThat(databases.number("SELECT count(*) FROM consent.quarantined WHERE value IS NOT NULL AND member_id = '"
                        + member.id() + "'"))
                .isZero();
    }

    private static Principal patient(String clinic) {
        var member = ConsentFixture.member();
        ConsentFixture.consent(node, member, "clinic-records");
        ConsentFixture.grant(node, member, clinic, "records:read", "records:write");
        return member;
    }

    private static String access(Principal member, String clinic) {
        try {
            var access = ConsentFixture.reads(ConsentFixture.staff(clinic), member, clinic);
            node.context().port(Authorizer.class).require(access, node.database());
            return "allowed";
        } catch (cn.mejene.kernel.Problem refusal) {
            return refusal.code();
        }
    }

    private static void assess(String partner, String kind, boolean passed, Duration validity) {
        node.call(CallTo.operation("consent.assess-partner")
                .by(OFFICER)
                .path("id", partner)
                .body(Map.of("kind", kind, "reference", "R-1", "passed", passed, "validUntil", in(validity)))
                .build());
    }

    private static String source(String partner, List<String> fields, List<String> scope, Duration validity) {
        return json(
                        node,
                        CallTo.operation("consent.register-source")
                                .by(OFFICER)
                                .body(Map.of(
                                        "partner",
                                        partner,
                                        "agreement",
                                        "A-1",
                                        "legality",
                                        "form 3",
                                        "purposes",
                                        List.of("treatment"),
                                        "fields",
                                        fields,
                                        "scope",
                                        scope,
                                        "transferAuthorised",
                                        false,
                                        "shareAuthorised",
                                        false,
                                        "publicationAuthorised",
                                        false,
                                        "validUntil",
                                        in(validity))))
                .getString("id");
    }

    private static String in(Duration time) {
        return node.context().clock().instant().plus(time).toString();
    }

    private static JsonObject take(String source, String clinic, Principal member, Map<String, String> fields) {
        return json(
                node,
                CallTo.operation("consent.take-in")
                        .by(ConsentFixture.staff(clinic))
                        .path("id", source)
                        .header("smile-id", member.id())
                        .body(Map.of("fields", fields)));
    }

    private static Map<String, JsonObject> waiting(Principal member) {
        var items = json(node, CallTo.operation("consent.list-quarantine").by(member))
                .getJsonArray("items");
        return items.stream()
                .map(JsonObject.class::cast)
                .collect(java.util.stream.Collectors.toMap(item -> item.getString("field"), item -> item));
    }

    private static String decide(Principal member, JsonObject item, String decision) {
        return json(
                        node,
                        CallTo.operation("consent.decide-quarantined")
                                .by(member)
                                .path("id", item.getString("id"))
                                .body(Map.of("decision", decision)))
                .getString("state");
    }
}
