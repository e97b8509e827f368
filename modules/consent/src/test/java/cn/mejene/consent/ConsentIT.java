package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.CLINIC;
import static cn.mejene.consent.ConsentFixture.OTHER_CLINIC;
import static cn.mejene.consent.ConsentFixture.consent;
import static cn.mejene.consent.ConsentFixture.grant;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.reads;
import static cn.mejene.consent.ConsentFixture.refused;
import static cn.mejene.consent.ConsentFixture.staff;
import static cn.mejene.consent.ConsentFixture.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.PublishedKeys;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Consents, receipts, grants and what the engine makes of them, over the bus and through the port. */
@ExtendWith(EmbeddedServices.class)
class ConsentIT {
    private static ConsentFixture fixture;
    private static TestNode node;

    private final Principal member = ConsentFixture.member();

    @BeforeAll
    static void boot(@TempDir Path folder, FreshDatabases databases) {
        fixture = new ConsentFixture(databases, folder);
        node = fixture.node("node-1");
    }

    private static void require(Access access) {
        ConsentFixture.require(node, access);
    }

    private JsonArray history(String purpose) {
        var call = CallTo.operation("consent.list-consent-history").by(member).path("purpose", purpose);
        return json(node, call).getJsonArray("items");
    }

    @Test
    @Clause({"I(C)1", "V(C)1", "0.2"})
    void change_leavesAReceiptThatThePublishedKeysVerify() throws GeneralSecurityException {
        consent(node, member, "clinic-records");
        withdraw(node, member, "clinic-records");

        var changes = history("clinic-records");
        assertThat(changes).hasSize(2);
        var withdrawn = verified(changes.getJsonObject(0).getString("receipt"));
        var given = verified(changes.getJsonObject(1).getString("receipt"));

        assertThat(given.getString("schema_version")).isEqualTo("ISO/IEC TS 27560:2023");
        assertThat(given.getString("record_id"))
                .isEqualTo(changes.getJsonObject(1).getString("id"));
        assertThat(given.getString("pii_principal_id")).isEqualTo(member.id());
        var processing = given.getJsonObject("pii_processing");
        assertThat(processing.getJsonObject("privacy_notice").getString("sha256"))
                .isEqualTo(changes.getJsonObject(1).getString("noticeSha256"));
        var purpose = processing.getJsonArray("purposes").getJsonObject(0);
        assertThat(purpose.fieldNames())
                .contains(
                        "purpose",
                        "purpose_type",
                        "lawful_basis",
                        "pii_information",
                        "pii_controllers",
                        "collection_method",
                        "processing_method",
                        "storage_locations",
                        "retention_period",
                        "recipient_third_parties",
                        "withdrawal_method",
                        "jurisdiction",
                        "impact_assessment");
        assertThat(event(given)).isEqualTo("consent_given");
        assertThat(event(withdrawn)).isEqualTo("consent_withdrawn");
    }

    private static String event(JsonObject receipt) {
        return receipt.getJsonArray("event").getJsonObject(0).getString("event_type");
    }

    private static JsonObject verified(String jws) throws GeneralSecurityException {
        return SignedReceipt.verified(
                jws, node.context().port(PublishedKeys.class).keys());
    }

    @Test
    @Clause({"I(C)2", "V(C)2", "III(A)3.b"})
    void clinic_readsWithGrantAndConsent_only() {
        var own = reads(staff(CLINIC), member, CLINIC);
        assertThat(refused(() -> require(own)).code()).isEqualTo("grant-required");
        consent(node, member, "clinic-records");
        var id = grant(node, member, CLINIC, "records:read");

        require(own);
        assertThat(refused(() -> require(reads(staff(CLINIC), member, OTHER_CLINIC)))
                        .code())
                .isEqualTo("grant-required");
        assertThat(refused(() -> require(reads(staff(OTHER_CLINIC), member, OTHER_CLINIC)))
                        .code())
                .isEqualTo("grant-required");

        node.call(CallTo.operation("consent.revoke-grant")
                .by(member)
                .path("id", id)
                .build());
        assertThat(refused(() -> require(own)).code()).isEqualTo("grant-required");
    }

    @Test
    @Clause("III(A)3.b")
    void history_isOpenWithItsOwnScopeAndConsent_only() {
        var foreign = reads(staff(CLINIC), member, OTHER_CLINIC);
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "history:read");

        var refusal = refused(() -> require(foreign));
        assertThat(refusal.code()).isEqualTo("consent-required");
        assertThat(refusal.members()).containsEntry("purpose", "clinic-history");
        consent(node, member, "clinic-history");
        require(foreign);
        withdraw(node, member, "clinic-history");
        assertThat(refused(() -> require(foreign)).code()).isEqualTo("consent-required");
    }

    @Test
    @Clause("V(C)2")
    void grant_tellsWhenItWasLastUsed() {
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        assertThat(firstGrant().containsKey("lastUsedAt")).isFalse();

        require(reads(staff(CLINIC), member, CLINIC));

        assertThat(firstGrant().getString("lastUsedAt")).isNotBlank();
    }

    private JsonObject firstGrant() {
        return json(node, CallTo.operation("consent.list-grants").by(member))
                .getJsonArray("items")
                .getJsonObject(0);
    }

    @Test
    @Clause("V(C)4")
    void message_isRefused_whenTheConsentIsWithdrawnWhileItWaits() {
        var dispatch = Access.system(
                "notifications",
                member.id(),
                Access.Action.READ,
                Access.Resource.of("contact"),
                "marketing",
                "0".repeat(32));
        assertThat(refused(() -> require(dispatch)).code()).isEqualTo("consent-required");
        consent(node, member, "marketing");
        require(dispatch);

        withdraw(node, member, "marketing");

        assertThat(refused(() -> require(dispatch)).code()).isEqualTo("consent-required");
    }

    @Test
    void closedAccount_isShutToClinics_whateverTheyHold() {
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        fixture.standings.put(member.id(), Standing.CLOSED);

        assertThat(refused(() -> require(reads(staff(CLINIC), member, CLINIC))).code())
                .isEqualTo("account-closed");
    }

    @Test
    @Clause("I(C)1")
    void consent_needsTheNoticeOfItsOwnPurpose() {
        var notice = json(node, CallTo.operation("consent.get-purpose").path("id", "location"))
                .getJsonObject("notice")
                .getString("id");

        var refusal = refused(() -> node.call(CallTo.operation("consent.give-consent")
                .by(member)
                .path("purpose", "clinic-records")
                .body(Map.of("policyVersion", "2026-02-16", "noticeId", notice))
                .within(Duration.ofSeconds(10))
                .build()));

        assertThat(refusal.code()).isEqualTo("invalid-request");
        assertThat(history("clinic-records")).isEmpty();
    }

    private JsonObject explained(Map<String, Object> question) {
        return json(node, CallTo.operation("consent.explain-access").by(member).body(question));
    }

    private String reason(String action) {
        return explained(Map.of("clinicId", CLINIC, "action", action, "recordClinicId", CLINIC))
                .getString("reason");
    }

    @Test
    @Clause({"V(C)2", "VIII.4"})
    void engine_tellsWhy_forEachThingThatIsMissing() {
        assertThat(reason("READ")).isEqualTo("no-grant");
        consent(node, member, "clinic-records");
        var id = grant(node, member, CLINIC, "records:write");
        assertThat(reason("READ")).isEqualTo("grant-without-scope");
        assertThat(reason("WRITE")).isEqualTo("member-allows");
        withdraw(node, member, "clinic-records");
        assertThat(reason("WRITE")).isEqualTo("consent-withdrawn");
        node.call(CallTo.operation("consent.revoke-grant")
                .by(member)
                .path("id", id)
                .build());
        assertThat(reason("WRITE")).isEqualTo("grant-revoked");
        assertThat(explained(Map.of("clinicId", CLINIC, "action", "READ", "purpose", "curiosity"))
                        .getString("reason"))
                .isEqualTo("purpose-unknown");
    }

    @Test
    @Clause("VI.6")
    void minorsData_needAnApproval_besideGrantAndConsent() {
        fixture.standings.put(member.id(), Standing.MINOR);
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read", "records:write");
        var access = reads(staff(CLINIC), member, CLINIC);
        assertThat(refused(() -> require(access)).code()).isEqualTo("approval-required");

        new Approvals(node).give(member, CLINIC, "treatment");

        require(access);
        assertThat(refused(() -> require(reads(staff(OTHER_CLINIC), member, OTHER_CLINIC)))
                        .code())
                .isEqualTo("grant-required");
    }

    @Test
    @Clause({"VI.6", "I(A)6"})
    void minorsTicket_needsAnApprovalForOwnStaff_andAClosedAccountsIsShut() {
        var access = Approvals.ticket(member);
        fixture.standings.put(member.id(), Standing.MINOR);
        assertThat(refused(() -> require(access)).code()).isEqualTo("approval-required");

        new Approvals(node).give(member, null, "complaint");

        require(access);
        fixture.standings.put(member.id(), Standing.CLOSED);
        assertThat(refused(() -> require(access)).code()).isEqualTo("account-closed");
    }

    @Test
    @Clause("V(C)2")
    void recipients_areListed_andAClinicIsEndedWithAllItsGrants() {
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        grant(node, member, CLINIC, "records:write");
        require(reads(staff(CLINIC), member, CLINIC));

        var before = recipients();
        node.call(CallTo.operation("consent.revoke-recipient")
                .by(member)
                .path("id", CLINIC)
                .build());

        assertThat(before.getJsonObject(0).getString("status")).isEqualTo("active");
        assertThat(before.getJsonObject(0).getString("lastAccessAt")).isNotBlank();
        assertThat(before).hasSizeGreaterThan(3);
        assertThat(recipients().getJsonObject(0).getString("status")).isEqualTo("ended");
        assertThat(refused(() -> require(reads(staff(CLINIC), member, CLINIC))).code())
                .isEqualTo("grant-required");
        assertThat(refused(() -> node.call(CallTo.operation("consent.revoke-recipient")
                                .by(member)
                                .path("id", "wechat-pay")
                                .build()))
                        .code())
                .isEqualTo("recipient-necessary");
    }

    private JsonArray recipients() {
        return json(node, CallTo.operation("consent.list-recipients").by(member))
                .getJsonArray("items");
    }

    @Test
    @Clause("V(C)3")
    void support_listsAndRevokes_forTheMemberWhoseCodeItHandedIn() {
        consent(node, member, "clinic-records");
        var id = grant(node, member, CLINIC, "records:read");
        assertThat(refused(() -> onBehalf("list-grants", null)).code()).isEqualTo("verification-required");
        fixture.verified.put("svf_1", ConsentFixture.member().id());
        assertThat(refused(() -> onBehalf("revoke-grant", id)).code()).isEqualTo("verification-required");
        fixture.verified.put("svf_1", member.id());

        assertThat(onBehalf("list-recipients", null)).contains(CLINIC);
        assertThat(onBehalf("list-grants", null)).contains(id);
        assertThat(onBehalf("list-consents", null)).contains("clinic-records");
        onBehalf("revoke-grant", id);
        assertThat(refused(() -> require(reads(staff(CLINIC), member, CLINIC))).code())
                .isEqualTo("grant-required");
        var again = grant(node, member, CLINIC, "records:read");
        onBehalf("revoke-recipient", CLINIC);
        assertThat(onBehalf("list-grants", null)).doesNotContain(again);
        onBehalf("withdraw-consent", "clinic-records");
        assertThat(refused(() -> grant(node, member, CLINIC, "records:read")).code())
                .isEqualTo("consent-required");

        assertThat(fixture.log.entries().stream()
                        .filter(entry -> entry.access().actor().equals(ConsentFixture.SUPPORT))
                        .filter(entry -> entry.access().subject().equals(member.id()))
                        .map(AuditEntry::operation))
                .hasSize(9)
                .contains("consent.withdraw-consent-on-behalf", "consent.list-recipients-on-behalf");
    }

    private String onBehalf(String what, @Nullable String id) {
        var call = CallTo.operation("consent." + what + "-on-behalf")
                .by(ConsentFixture.SUPPORT)
                .path("memberId", member.id())
                .body(Map.of("verificationId", "svf_1"));
        var named = id == null ? call : call.path(what.startsWith("withdraw") ? "purpose" : "id", id);
        return String.valueOf(node.call(named.build()).body());
    }

    @Test
    @Clause("II(C)1")
    void signal_stopsWhatNobodyNeeds_untilALaterConsent() {
        consent(node, member, "marketing");
        consent(node, member, "clinic-records");
        grant(node, member, CLINIC, "records:read");
        var dispatch = Access.system(
                "notifications",
                member.id(),
                Access.Action.READ,
                Access.Resource.of("contact"),
                "marketing",
                "0".repeat(32));
        require(dispatch);

        node.call(CallTo.operation("consent.note-opt-out")
                .by(member)
                .body(Map.of("signal", "sec-gpc"))
                .build());

        assertThat(refused(() -> require(dispatch)).code()).isEqualTo("opt-out-signal");
        require(reads(staff(CLINIC), member, CLINIC));
        withdraw(node, member, "marketing");
        consent(node, member, "marketing");
        require(dispatch);
        var kept = json(node, CallTo.operation("consent.get-opt-out").by(member));
        assertThat(kept.getBoolean("optedOut")).isTrue();
        node.call(CallTo.operation("consent.end-opt-out").by(member).build());
        assertThat(json(node, CallTo.operation("consent.get-opt-out").by(member))
                        .getBoolean("optedOut"))
                .isFalse();
    }
}
