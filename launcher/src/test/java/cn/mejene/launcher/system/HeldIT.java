package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is held of a member, against the published inventory; and what works when she gives no more than must be. */
@ExtendWith(SharedSystem.class)
class HeldIT {
    private static final Set<String> CATEGORIES = Set.of("general", "sensitive", "minor", "financial");

    private static final String[] HELD_OF_TREATMENT = {
        "records.record.kind", "records.record.sha256", "records.record.blob_id", "records.record.label"
    };

    /**
     * What she has none of here: guardians, WeChat, what others do and what only comes later. The log's entries stand in
     * a list of their own, staff are no members.
     */
    private static final List<String> NOT_PLANTED = List.of(
            "audit.affected",
            "audit.body",
            "audit.first_read",
            "consent.access_approval",
            "consent.corporate_notice",
            "consent.policy_notice",
            "consent.transfer",
            "identity.former_phone",
            "identity.guardian",
            "identity.staff",
            "identity.staff_request",
            "identity.support_verification",
            "identity.wechat_identity",
            "identity.wechat_union",
            "insights.report",
            "membership.shipment",
            "membership.warranty",
            "payments.refund",
            "records.erasure_notice",
            "records.preview",
            "vault.blob");

    private final RunningSystem system;
    private final Api nobody;

    HeldIT(RunningSystem system) {
        this.system = system;
        this.nobody = system.api();
    }

    @Test
    @Clause({"I.0a", "I(C)0"})
    void inventory_namesTheClassOfEveryDatum_andWhatIsOfTreatmentIsSensitive() {
        var classes = new TreeMap<String, Set<String>>();
        for (var item : inventory()) {
            var datum = item.path("datum").asText();
            assertThat(CATEGORIES).as(datum).contains(item.path("category").asText());
            assertThat(item.path("purpose").asText()).as(datum).isNotBlank();
            assertThat(item.path("retention").asText()).as(datum).isNotBlank();
            classes.computeIfAbsent(item.path("category").asText(), _ -> new TreeSet<>())
                    .add(datum);
        }
        assertThat(classes.keySet()).isEqualTo(new TreeSet<>(CATEGORIES));
        assertThat(classes.get("minor"))
                .contains(
                        "identity.guardian.guardian", "identity.guardian.method", "identity.guardian.evidence_sha256");
        assertThat(classes.get("sensitive")).contains(HELD_OF_TREATMENT);
    }

    /** One of everything is planted; each table of the inventory that can have rows of it shows them, and nobody else's. */
    @Test
    @Clause("V(A)1")
    void ownData_showsEveryTableOfTheInventory_andNobodyElses() {
        var clinic = system.clinic();
        var papers = AccessPapers.file(ClinicStaff.operator(nobody, "officer"), clinic);
        var member = system.newMember();
        member.consent("emergency-contact").expect(201);
        var own = Patient.admit(system, member, clinic, system.otherClinic(), Scans.stl(40, 50));
        papers.concern(member, own.things().get("smile-id"));
        plant(member, "MARKER-0");
        var other = system.newMember();
        other.api().patch("/v1/me", Map.of("name", "MARKER-1")).expect(200);
        var others = List.of(
                "MARKER-1",
                other.phone(),
                other.activateSmileId(),
                other.upload(Scans.stl(40, 51)).expect(201).text("id"),
                other.api().get("/v1/me").expect(200).text("id"));

        var data = member.api().get("/v1/me/data").expect(200);

        assertThat(data.json().has("next")).isFalse();
        assertThat(data.text())
                .contains("MARKER-0", own.things().get("record"), own.things().get("paid-order"))
                .doesNotContain(others.toArray(String[]::new));
        var missing = new TreeSet<>(tables());
        missing.removeAll(shown(data));
        assertThat(NOT_PLANTED).containsAll(missing);
    }

    private void plant(Member member, String marker) {
        var mail = "held-" + member.phone().substring(4) + "@example.com";
        member.api().patch("/v1/me", Map.of("name", "before", "email", mail)).expect(200);
        var profile = Map.of("name", marker, "gender", "female", "birthMonth", "1990-05");
        member.api().patch("/v1/me", profile).expect(200);
        var path = "/v1/me/email/verification";
        var asked = member.api().post(path, Map.of()).expect(202).text("requestId");
        var code = Member.lastCode(nobody, mail.replace("@", "%40"));
        member.api().post(path, Map.of("requestId", asked, "code", code)).expect(200);
        member.api()
                .with("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/me/membership/benefits/cleaning/claims", Map.of())
                .expect(201);
        member.api().with("Sec-GPC", "1").get("/v1/me").expect(200);
        var contact = Map.of(
                "name", marker, "phone", "+8613800138000", "relationship", "mother", "thirdPartyConsentDeclared", true);
        member.api().put("/v1/me/emergency-contact", contact).expect(200);
        member.api()
                .put("/v1/me/push-token", Map.of("provider", "jpush", "token", marker + "-TOKEN"))
                .expect(204);
        var choices = Map.of(
                "marketing",
                channels(false),
                "service",
                channels(true),
                "personalisation",
                false,
                "usageAnalysis",
                false);
        member.api().put("/v1/me/preferences", choices).expect(200);
    }

    private static Map<String, Boolean> channels(boolean on) {
        return Map.of("sms", on, "push", on, "email", on);
    }

    private Iterable<JsonNode> inventory() {
        return nobody.get("/v1/registers/inventory").expect(200).json().path("items");
    }

    /** Those of which a member's own rows are shown. */
    private Set<String> tables() {
        var tables = new TreeSet<String>();
        for (var item : inventory()) {
            if (!item.path("export").asText().equals("derived")) {
                var datum = item.path("datum").asText();
                tables.add(datum.substring(0, datum.lastIndexOf('.')));
            }
        }
        return tables;
    }

    private static Set<String> shown(Reply data) {
        var shown = new TreeSet<String>();
        for (var tables : data.json().path("categories")) {
            for (var part : tables) {
                if (!part.path("rows").isEmpty()) {
                    shown.add(part.path("module").asText() + "."
                            + part.path("table").asText());
                }
            }
        }
        return shown;
    }

    /** She reads and agrees in English: the record names that, and the text that prevails, each by its digest. */
    @Test
    @Clause("0.2")
    void acceptance_keepsWhatWasSeen_andTheTextThatPrevails() throws Exception {
        var member = Member.register(nobody.with("Accept-Language", "en"), Member.randomPhone());
        var version = Member.policyVersion(nobody);

        var rows = new ArrayList<JsonNode>();
        for (var tables : member.api().get("/v1/me/data").expect(200).json().path("categories")) {
            for (var part : tables) {
                if (part.path("table").asText().equals("policy_acceptance")) {
                    part.path("rows").forEach(rows::add);
                }
            }
        }

        var digests = new HashMap<String, String>();
        for (var language : List.of("en", "zh-Hans")) {
            var text = nobody.get("/v1/policies/" + version + "?language=" + language)
                    .expect(200);
            assertThat(text.text("authoritativeLanguage")).isEqualTo("zh-Hans");
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.text("text").getBytes(StandardCharsets.UTF_8));
            digests.put(language, HexFormat.of().formatHex(digest));
        }
        assertThat(rows).singleElement().satisfies(row -> assertThat(row.toString())
                .contains("\"en\"", version, digests.get("en"), digests.get("zh-Hans")));
    }

    /**
     * Each member gives another half of what is not needed, so that every pair of it is given, refused and mixed; a name,
     * a device, a signal alike. Whatever it is, she signs in, buys, orders and is treated.
     */
    @Test
    @Clause("I.0b")
    void basics_work_whateverElseIsGivenOrRefused() {
        var extended = StreamSupport.stream(
                        nobody.get("/v1/purposes")
                                .expect(200)
                                .json()
                                .path("items")
                                .spliterator(),
                        false)
                .filter(purpose -> !purpose.path("basic").asBoolean())
                .map(purpose -> purpose.path("id").asText())
                .toList();
        int rows = 2 + Integer.SIZE - Integer.numberOfLeadingZeros(extended.size() + 2);
        for (int row = 0; row < rows; row++) {
            var given = new ArrayList<String>();
            for (int i = 0; i < extended.size(); i++) {
                if (gives(row, i)) {
                    given.add(extended.get(i));
                }
            }
            basics(given, gives(row, extended.size()), gives(row, extended.size() + 1));
        }
    }

    /** Nothing in the first row, everything in the second, then by the bits of the thing's number. */
    private static boolean gives(int row, int thing) {
        return row == 1 || row > 1 && (thing >> (row - 2) & 1) == 1;
    }

    private void basics(List<String> given, boolean profile, boolean signal) {
        var caller = signal ? nobody.with("Sec-GPC", "1") : nobody;
        var member = Member.register(caller, Member.randomPhone());
        for (var purpose : given) {
            member.consent(purpose).expect(201);
        }
        if (profile) {
            member.api()
                    .patch("/v1/me", Map.of("name", "林小满", "gender", "female"))
                    .expect(200);
        }
        var smileId = member.activateSmileId();
        var clinic = system.clinic();
        member.letIn(clinic);
        clinic.upload(smileId, Scans.stl(30, 60)).expect(201);
        var order = member.api()
                .with("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/orders", Map.of("items", List.of(Map.of("sku", "membership-gold-annual", "quantity", 1))))
                .expect(201)
                .text("id");
        member.pay(order);
        assertThat(member.api().get("/v1/me/membership").expect(200).text("level"))
                .as(given.toString())
                .isEqualTo("gold");
        var goods = Map.of(
                "items", List.of(Map.of("sku", "crown-zirconia")),
                "shipTo", Map.of("recipient", "王小美", "phone", "13800138000", "address", "深圳市南山区科技园 1 号"));
        member.api()
                .with("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/orders", goods)
                .expect(201);
        member.signInAgain().api().get("/v1/me/inbox").expect(200);
    }
}
