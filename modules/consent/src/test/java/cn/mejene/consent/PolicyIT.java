package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.CLINIC;
import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.consent;
import static cn.mejene.consent.ConsentFixture.grant;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.reads;
import static cn.mejene.consent.ConsentFixture.refused;
import static cn.mejene.consent.ConsentFixture.staff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.event.Event;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.Authorizer;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.privacy.PolicyAcceptances;
import cn.mejene.kernel.privacy.PolicyAcceptances.Acceptance;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Versions of the policy: published, told, consented to anew; and the engine held to a model meanwhile. */
@ExtendWith(EmbeddedServices.class)
class PolicyIT {
    private static final String TRACE = "0".repeat(32);
    private static FreshDatabases databases;
    private static ConsentFixture fixture;
    private static TestNode node;

    private final Principal member = ConsentFixture.member();

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new ConsentFixture(fresh, folder);
        node = fixture.node("node-1");
    }

    private static JsonObject publish(List<String> types, List<String> purposes) {
        var texts = Map.of("zh-Hans", "## 一、新的政策" + System.nanoTime(), "en", "## I. A new policy");
        var effectiveAt = node.context().clock().instant().plusSeconds(30).toString();
        return json(
                node,
                CallTo.operation("consent.publish-policy")
                        .by(OFFICER)
                        .body(Map.of(
                                "texts", texts,
                                "effectiveAt", effectiveAt,
                                "materialTypes", types,
                                "changedPurposes", purposes)));
    }

    private static void takesEffect() {
        node.kernel().developmentClock().advance(Duration.ofSeconds(31));
    }

    private static String update(Principal member) {
        return json(node, CallTo.operation("consent.policy-update").by(member)).getString("version");
    }

    private static String changes(String version) {
        return json(node, CallTo.operation("consent.get-policy-changes").path("version", version))
                .encode();
    }

    private Boolean outdated() {
        return json(node, CallTo.operation("consent.list-consents").by(member))
                .getJsonArray("items")
                .getJsonObject(0)
                .getBoolean("outdated");
    }

    private void accept() {
        accept(member);
    }

    private static void accept(Principal member) {
        var version = json(node, CallTo.operation("consent.list-policies"))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("version");
        node.database().run(tx -> node.context()
                .port(PolicyAcceptances.class)
                .accept(tx, member.id(), new Acceptance(version, "en", "sms", "203.0.113.7")));
    }

    @Test
    @Clause({"VIII.1", "VIII.4", "VIII.5"})
    void version_isTold_andConsentsToWhatItChangedAreAskedAnew() {
        accept();
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        var door = node.context().port(Authorizer.class);
        var access = reads(staff(CLINIC), member, CLINIC);

        var published = publish(List.of("processing"), List.of("clinic-records"));

        assertThat(published.getString("version")).startsWith("2026-03-02");
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(fixture.events).contains("consent.policy-changed " + member.id()));
        door.require(access, node.database());
        assertThat(update(member)).isEqualTo(published.getString("version"));
        var late = ConsentFixture.member();
        accept(late);
        assertThat(databases.number("SELECT count(*) FROM consent.policy_version WHERE told_at IS NULL"
                        + " AND version = '" + published.getString("version") + "'"))
                .isZero();
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(fixture.events).contains("consent.policy-changed " + late.id()));
        takesEffect();
        assertThat(outdated()).isTrue();
        assertThat(refused(() -> door.require(access, node.database())).code()).isEqualTo("consent-required");
        consent(node, member, "clinic-records");
        door.require(access, node.database());
        assertThat(outdated()).isNull();
        assertThat(update(member)).isEqualTo(published.getString("version"));
        assertThat(manners(published)).isEqualTo(1);
        accept();
        assertThat(update(member)).isNull();
        assertThat(manners(published)).isEqualTo(2);
        assertThat(changes(published.getString("version")))
                .contains("新的政策", "\"changedPurposes\":[\"clinic-records\"]", "\"since\":");
        assertThat(fixture.events.stream().filter(event -> event.endsWith("policy-changed " + member.id())))
                .hasSize(1);
        assertThat(databases.number("SELECT count(*) FROM consent.policy_text WHERE version = '2026-02-16'"))
                .isEqualTo(3);
    }

    @Test
    @Clause("VIII.3")
    void version_isRefused_whenItHidesAChangeThatMatters() {
        var newest = databases.number("SELECT count(*) FROM consent.policy_version");
        databases.execute("UPDATE consent.policy_baseline SET sha256 = repeat('0', 64)"
                + " WHERE subject IN ('recipients', 'operators')");

        var refusal = refused(() -> publish(List.of(), List.of()));

        assertThat(refusal.code()).isEqualTo("material-change-undeclared");
        assertThat(refusal.members()).containsEntry("missing", List.of("recipients", "contact"));
        assertThat(refused(() -> publish(List.of("recipients", "contact"), List.of("marketing")))
                        .members())
                .containsEntry("missing", List.of("processing"));
        assertThat(databases.number("SELECT count(*) FROM consent.policy_version"))
                .isEqualTo(newest);
        var declared = publish(List.of("recipients", "contact"), List.of());
        assertThat(declared.getJsonArray("materialTypes")).containsExactlyInAnyOrder("recipients", "contact");
        takesEffect();
        assertThat(publish(List.of(), List.of()).getJsonArray("materialTypes")).isEmpty();
        takesEffect();
    }

    @Test
    @Clause("VIII.3")
    void version_isRefused_whenItHidesADeclaredRecipient_orAPurposeThatWent() {
        var officer = DisclosureWalk.to(node, "a-new-partner", "partner", "CN-mainland", false);
        assertThat(refused(() -> publish(List.of(), List.of())).members())
                .containsEntry("missing", List.of("recipients"));
        publish(List.of("recipients"), List.of());
        takesEffect();
        officer.declare("purpose two", "CN-mainland", false);
        assertThat(refused(() -> publish(List.of(), List.of())).members())
                .containsEntry("missing", List.of("recipients"));
        publish(List.of("recipients"), List.of());
        takesEffect();
        databases.execute("INSERT INTO consent.policy_baseline (version, subject, sha256)"
                + " SELECT version, 'purpose:gone', repeat('0', 64) FROM consent.policy_version"
                + " ORDER BY effective_at DESC, version DESC LIMIT 1");

        assertThat(refused(() -> publish(List.of(), List.of())).members())
                .containsEntry("missing", List.of("processing"));
        assertThat(publish(List.of("processing"), List.of())
                        .getJsonArray("changedPurposes")
                        .isEmpty())
                .isTrue();
        takesEffect();
    }

    /** How the member accepted a version: by using the service, and by her word; each with way and sealed address. */
    private long manners(JsonObject version) {
        return databases.number("SELECT count(DISTINCT manner) FROM consent.policy_acceptance WHERE member_id = '"
                + member.id() + "' AND version = '" + version.getString("version") + "'"
                + " AND (manner, channel) IN (('used', 'service'), ('agreed', 'sms'))"
                + " AND position('203.0.113.7'::bytea IN client) = 0 AND octet_length(client) > 0");
    }

    private static List<JsonObject> register(String name) {
        return json(node, CallTo.operation("consent.get-register").path("name", name)).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    @Clause({"I.0a", "I(C)0", "I(E)1"})
    void inventory_namesEveryDeclaredDatum_andNoTechnicalOne() {
        var data = register("inventory");

        assertThat(data)
                .extracting(item -> item.getString("datum"))
                .contains("consent.consent_event.purpose", "consent.clinic_grant.clinic_id")
                .doesNotContain("consent.notice.body");
        assertThat(data).allSatisfy(item -> assertThat(item.fieldNames())
                .contains("category", "purpose", "retention", "export", "erasure"));
    }

    @Test
    @Clause({"0.5", "II(A)1", "II(B)1", "III(A)L"})
    void registers_tellOperatorsRecipientsLibrariesAndCookies() {
        assertThat(register("operators"))
                .extracting(item -> item.getString("authoritativeName"))
                .containsExactly("美臻选数位科技有限公司（香港）", "深圳云数网科技信息有限公司");
        assertThat(register("third-parties")).allSatisfy(item -> assertThat(item.fieldNames())
                .contains("name", "contact", "purpose", "method", "categories", "hosts"));
        assertThat(register("sdks")).extracting(item -> item.getString("name")).contains("vertx-core");
        assertThat(register("permissions"))
                .extracting(item -> item.getString("id"))
                .contains("location");
        assertThat(register("cookies")).isEmpty();
    }

    /** Every permission of the device, and every function that rests on a consent: only the mapped cell fails. */
    @Test
    @Clause("I(E)2")
    void permission_refused_disablesItsFunctionOnly() {
        var purposes = json(node, CallTo.operation("consent.list-purposes")).getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
        purposes.forEach(purpose -> ConsentFixture.consent(node, member, purpose));
        for (var permission : register("permissions")) {
            var refused = permission.getString("purpose");
            ConsentFixture.withdraw(node, member, refused);

            assertThat(purposes).allSatisfy(purpose -> {
                var access = new Access(
                        member, member.id(), Action.READ, Resource.of("function"), purpose, LegalBasis.CONSENT, TRACE);
                assertThat(node.context().port(Authorizer.class).allows(access, node.database()))
                        .as(permission.getString("id") + " refused, " + purpose)
                        .isEqualTo(!purpose.equals(refused));
            });
            ConsentFixture.consent(node, member, refused);
        }
    }

    @Test
    @Clause("VI.5")
    void childErased_leavesOnlyWhatProvesWhatWasAgreedTo_andIsToldOfNothing() {
        accept();
        var other = ConsentFixture.member();
        accept(other);
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        node.call(CallTo.operation("consent.note-opt-out")
                .by(member)
                .body(Map.of("signal", "sec-gpc"))
                .build());

        node.database().run(tx -> node.context()
                .outbox()
                .append(tx, Event.of("identity.child-erased", member.id(), Map.of("memberId", member.id()))));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(rows("consent") + rows("opt_out"))
                .isZero());
        assertThat(rows("consent_event")).isEqualTo(1);
        assertThat(rows("clinic_grant")).isEqualTo(1);
        publish(List.of("recipients"), List.of());
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(fixture.events).contains("consent.policy-changed " + other.id()));
        assertThat(rows("policy_notice")).isZero();
        takesEffect();
        assertThat(refused(() -> ConsentFixture.require(node, reads(staff(CLINIC), member, CLINIC)))
                        .status())
                .isEqualTo(403);
    }

    private long rows(String table) {
        return databases.number("SELECT count(*) FROM consent." + table + " WHERE member_id = '" + member.id() + "'");
    }

    /** D52; the long form is {@code -Dmejene.model.steps=100000 -Dmejene.model.nodes=3}. */
    @Test
    @Clause({"V(C)1", "V(C)2", "III(A)3.b", "VIII.4", "II(C)1", "VI.2", "VI.6", "III(A)2"})
    void engine_decidesLikeTheModel_afterEachRandomStep() {
        int steps = Integer.getInteger("mejene.model.steps", 120);
        long seed = Long.getLong("mejene.model.seed", 4711);

        var nodes = new ArrayList<>(List.of(node));
        for (int more = 1; more < Integer.getInteger("mejene.model.nodes", 1); more++) {
            nodes.add(fixture.node("node-" + (more + 1)));
        }

        var walk = new DecisionWalk(fixture, nodes, seed);
        walk.run(steps);

        assertThat(walk.answers())
                .containsOnlyKeys(
                        "allowed",
                        "grant-required",
                        "account-closed",
                        "approval-required",
                        "consent-required",
                        "opt-out-signal",
                        "residency");
    }
}
