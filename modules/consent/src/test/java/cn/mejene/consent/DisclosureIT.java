package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.refused;
import static cn.mejene.consent.DisclosureWalk.ADMIN;
import static cn.mejene.consent.DisclosureWalk.AUDITOR;
import static cn.mejene.consent.DisclosureWalk.FIELD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one way by which data are given to others. */
@ExtendWith(EmbeddedServices.class)
class DisclosureIT {
    private static final String MAINLAND = "CN-mainland";
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

    private void hasData() {
        ConsentFixture.consent(node, member, "location");
    }

    @Test
    @Clause({"III(A)1", "III.0", "III(A)L"})
    void sharing_needsASeparateConsentToThisRecipient_andHandsOutNothingBeside() {
        hasData();
        var officer = DisclosureWalk.to(node, "an-insurer", "partner", MAINLAND, false);
        var wish = officer.wish(member, "sharing", "consent");
        assertThat(officer.published().fieldNames()).contains("name", "contact", "purpose", "method", "categories");
        assertThat(officer.asking(wish)).isEqualTo("consent-required");
        assertThat(refusals()).contains("consent-required");

        officer.consents(member, "sharing");
        var disclosure = officer.asked(wish);
        var handedOut = officer.opened(disclosure);

        assertThat(handedOut.getJsonObject("fields").fieldNames()).containsExactly(FIELD);
        assertThat(handedOut.getJsonObject("fields").getJsonArray(FIELD)).containsExactly("location");
        assertThat(fixture.log.entries()).anySatisfy(entry -> {
            assertThat(entry.operation()).isEqualTo("consent.open-disclosure");
            assertThat(entry.access().subject()).isEqualTo(member.id());
        });
        assertThat(mine("an-insurer").getString("lastAccessAt")).isNotNull();
        assertThat(seen()).isSubsetOf(listed());
        wish.put("fields", List.of("consent.clinic_grant.clinic_id"));
        assertThat(officer.asking(wish)).isEqualTo("field-not-allowed");
        wish.put("fields", List.of("consent.consent.no_such_thing"));
        assertThat(officer.asking(wish)).isEqualTo("invalid-request");
        wish.put("recipient", "nobody-declared");
        wish.put("fields", List.of(FIELD));
        assertThat(officer.asking(wish)).isEqualTo("recipient-unknown");

        officer.withdraws(member);
        assertThat(officer.opening(disclosure)).isEqualTo("consent-required");
        assertThat(mine("an-insurer").getString("status")).isEqualTo("ended");
    }

    @Test
    @Clause({"III(A)2", "III.0"})
    void affiliate_needsANewConsent_whenItsPurposeChanges_andPapersInForce() {
        hasData();
        var bare = new DisclosureWalk(node, "an-affiliate", "affiliate");
        var told = bare.declare("purpose one", MAINLAND, false);
        bare.consents(member, "sharing", told);
        assertThat(bare.asking(bare.wish(member, "sharing", "consent"))).isEqualTo("partner-not-admitted");
        bare.assess("agreement");
        bare.assess("security-test");
        var disclosure = bare.asked(bare.wish(member, "sharing", "consent"));
        assertThat(bare.declare("purpose one", MAINLAND, false)).isEqualTo(told);

        var toldAnew = bare.declare("purpose two", MAINLAND, false);

        assertThat(bare.asking(bare.wish(member, "sharing", "consent"))).isEqualTo("consent-required");
        assertThat(bare.opening(disclosure)).isEqualTo("consent-required");
        assertThat(refused(() -> bare.consents(member, "sharing", told)).code()).isEqualTo("notice-outdated");
        bare.consents(member, "sharing", toldAnew);
        assertThat(bare.opened(disclosure).getString("recipient")).isEqualTo("an-affiliate");
    }

    @Test
    @Clause("II(C)1")
    void optOutSignal_stopsWhatIsNotNecessary_untilALaterConsentToThisRecipient() {
        hasData();
        var unneeded = DisclosureWalk.to(node, "an-analyst", "partner", MAINLAND, false);
        var needed = DisclosureWalk.to(node, "a-laboratory", "partner", MAINLAND, true);
        unneeded.consents(member, "sharing");
        needed.consents(member, "sharing");
        node.call(CallTo.operation("consent.note-opt-out")
                .by(member)
                .body(Map.of("signal", "dnt"))
                .build());

        assertThat(unneeded.asking(unneeded.wish(member, "sharing", "consent"))).isEqualTo("blocked-by-opt-out-signal");
        assertThat(refusals()).contains("blocked-by-opt-out-signal");
        needed.asked(needed.wish(member, "sharing", "consent"));

        fixture.advance(node, Duration.ofSeconds(1));
        unneeded.consents(member, "sharing");
        unneeded.asked(unneeded.wish(member, "sharing", "consent"));
    }

    @ParameterizedTest
    @CsvSource({"transfer, a-buyer, partner", "publication, everybody, public"})
    @Clause({"III(B)1", "III(C)1"})
    void transferAndPublication_needAConsentOfTheirOwn(String kind, String recipient, String what) {
        hasData();
        var officer = DisclosureWalk.to(node, recipient, what, MAINLAND, false);
        officer.consents(member, "sharing");
        assertThat(officer.asking(officer.wish(member, kind, "consent"))).isEqualTo("consent-required");

        officer.consents(member, kind);

        assertThat(officer.opened(officer.asked(officer.wish(member, kind, "consent")))
                        .getString("kind"))
                .isEqualTo(kind);
    }

    @Test
    @Clause({"I(G)", "III(D)"})
    void basis_isOneOfFive_withItsEvidence_andTheMemberIsTold() {
        hasData();
        var officer = DisclosureWalk.to(node, "a-hospital", "partner", MAINLAND, true);
        for (var unknown : List.of("hr", "human-resources", "news-reporting", "own-request", "legitimate-interest")) {
            assertThat(officer.asking(officer.wish(member, "sharing", unknown))).isEqualTo("invalid-request");
        }
        for (var basis : List.of("contract", "statutory", "emergency", "publicly-disclosed", "other-law")) {
            var wish = officer.wish(member, "sharing", basis);
            assertThat(officer.asking(wish)).isEqualTo("invalid-request");
            wish.put("reference", "DOC-1");
            if (basis.equals("emergency")) {
                assertThat(officer.asking(wish)).isEqualTo("invalid-request");
                wish.put("justification", "life");
            }
            var disclosure = officer.asked(wish);
            if (!basis.equals("emergency")) {
                assertThat(officer.opening(disclosure)).isEqualTo("approvals-missing");
                officer.approves(ADMIN, disclosure);
            }
            assertThat(officer.opened(disclosure).getJsonObject("fields")).isNotEmpty();
        }
        await().untilAsserted(() -> assertThat(fixture.events)
                .filteredOn(("consent.data-disclosed " + member.id())::equals)
                .hasSize(5));
    }

    @Test
    @Clause({"III(A)5", "III(C)2"})
    void demandOfAnAuthority_needsTwoOthers_aDocument_andNoForeignOne() {
        hasData();
        var officer = new DisclosureWalk(node, "Shenzhen police, Nanshan", "partner");
        var demand = officer.wish(member, "lawful-demand", "statutory");
        assertThat(officer.asking(demand)).isEqualTo("invalid-request");
        demand.put("reference", "(2026) 12");
        assertThat(officer.asking(demand)).isEqualTo("invalid-request");
        demand.put("jurisdiction", "US");
        assertThat(officer.asking(demand)).isEqualTo("foreign-authority");
        demand.put("jurisdiction", "CN");
        var disclosure = officer.asked(demand);

        assertThat(officer.opening(disclosure)).isEqualTo("approvals-missing");
        assertThat(refused(() -> officer.approves(OFFICER, disclosure)).code()).isEqualTo("forbidden");
        officer.approves(ADMIN, disclosure);
        assertThat(refused(() -> officer.approves(ADMIN, disclosure)).code()).isEqualTo("approved-already");
        assertThat(officer.opening(disclosure)).isEqualTo("approvals-missing");
        officer.approves(AUDITOR, disclosure);
        assertThat(officer.opened(disclosure).getJsonObject("fields").fieldNames())
                .containsExactly(FIELD);

        var publishing = DisclosureWalk.to(node, "court-notices", "public", MAINLAND, true);
        var wish = publishing.wish(member, "publication", "statutory");
        wish.put("reference", "(2026) 13");
        assertThat(publishing.opening(publishing.asked(wish))).isEqualTo("approvals-missing");
        var seenByMember =
                json(node, CallTo.operation("consent.list-recipients").by(member));
        assertThat(seenByMember.encode()).doesNotContain("police");
    }

    @Test
    @Clause({"VI.2", "VI.6", "VII(A)2"})
    void childsData_needAnApproval_andARecipientAbroadAMechanism() {
        hasData();
        fixture.standings.put(member.id(), Standing.MINOR);
        var officer = DisclosureWalk.to(node, "a-school", "partner", MAINLAND, false);
        fixture.wards.add(member.id());
        assertThat(refused(() -> officer.consents(member, "sharing")).code()).isEqualTo("guardian-code-required");
        fixture.wards.remove(member.id());
        officer.consents(member, "sharing");
        var disclosure = officer.asked(officer.wish(member, "sharing", "consent"));
        assertThat(officer.opening(disclosure)).isEqualTo("approvals-missing");
        officer.approves(AUDITOR, disclosure);
        officer.opened(disclosure);
        var abroad = DisclosureWalk.to(node, "a-foreigner", "affiliate", "HK", false);
        abroad.consents(member, "sharing");
        assertThat(abroad.asking(abroad.wish(member, "sharing", "consent"))).isEqualTo("mechanism-missing");
    }

    @Test
    @Clause("III(B)2")
    void corporateEvent_isToldToEveryMemberOnce_andExcludesWhoDidNotConsent_whenTheSuccessorIsNotBound() {
        var one = accepting();
        var other = accepting();
        var officer = DisclosureWalk.to(node, "new-mejene", "successor", MAINLAND, false);
        assertThat(refused(() -> json(node, declaring(officer, false, "2026-03-01T00:00:00Z")))
                        .status())
                .as("an event that is over")
                .isEqualTo(422);
        var unbound = event(officer, false);

        assertThat(told(unbound, one)).isEqualTo(1);
        assertThat(told(unbound, other)).isEqualTo(1);
        var described =
                json(node, CallTo.operation("consent.describe-corporate-event").body(Map.of("id", unbound)));
        assertThat(described.getString("name")).isEqualTo("Somebody");
        assertThat(described.getString("contact")).isEqualTo("somebody@example.cn");
        officer.consents(one, "transfer");
        assertThat(members(unbound)).contains(one.id()).doesNotContain(other.id());
        var wish = officer.wish(other, "transfer", "statutory");
        wish.put("reference", unbound);
        assertThat(officer.asking(wish)).isEqualTo("consent-required");

        var bound = event(officer, true);
        assertThat(members(bound)).contains(one.id(), other.id());
        wish.put("reference", bound);
        officer.opened(officer.asked(wish));
    }

    private Principal accepting() {
        var somebody = ConsentFixture.member();
        var version = json(node, CallTo.operation("consent.list-policies"))
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("version");
        node.database().run(tx -> node.context()
                .port(PolicyAcceptances.class)
                .accept(tx, somebody.id(), new Acceptance(version, "en", "sms", "203.0.113.7")));
        return somebody;
    }

    private static String event(DisclosureWalk officer, boolean bound) {
        return json(node, declaring(officer, bound, "2026-04-01T00:00:00Z")).getString("id");
    }

    private static CallTo declaring(DisclosureWalk officer, boolean bound, String effectiveAt) {
        return CallTo.operation("consent.declare-corporate-event")
                .by(OFFICER)
                .body(Map.of(
                        "kind",
                        "merger",
                        "recipient",
                        officer.recipient(),
                        "bound",
                        bound,
                        "effectiveAt",
                        effectiveAt));
    }

    private static long told(String event, Principal somebody) {
        return databases.number("SELECT count(*) FROM consent.corporate_notice WHERE event_id = '" + event
                + "' AND member_id = '" + somebody.id() + "'");
    }

    private static List<String> members(String event) {
        return json(
                        node,
                        CallTo.operation("consent.list-transferable-members")
                                .by(OFFICER)
                                .path("id", event))
                .getJsonArray("items")
                .stream()
                .map(item -> ((JsonObject) item).getString("memberId"))
                .toList();
    }

    private JsonObject mine(String recipient) {
        return json(node, CallTo.operation("consent.list-recipients").by(member)).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(item -> item.getString("id").equals(recipient))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> refusals() {
        return fixture.log.entries().stream()
                .map(entry -> entry.outcome())
                .collect(java.util.stream.Collectors.toSet());
    }

    /** Who got something of anybody's. */
    private static Set<String> seen() {
        return node
                .database()
                .list(
                        "SELECT DISTINCT recipient FROM consent.disclosure"
                                + " WHERE handed_out_at IS NOT NULL AND kind <> 'lawful-demand'",
                        row -> row.getString("recipient"))
                .stream()
                .collect(java.util.stream.Collectors.toSet());
    }

    private static Set<String> listed() {
        return json(node, CallTo.operation("consent.get-register").path("name", "third-parties"))
                .getJsonArray("items")
                .stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .collect(java.util.stream.Collectors.toSet());
    }
}
