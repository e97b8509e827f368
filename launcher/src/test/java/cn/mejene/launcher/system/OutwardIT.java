package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes from others and what goes to them, over HTTP, with everything that stands behind it. */
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutwardIT {
    private static final Pattern RECIPIENT =
            Pattern.compile("mejene_outbound_requests_total\\{.*?recipient=\"([a-z-]+)\"");
    private static final String NAME = "members.profile.profile/name";

    private final RunningSystem system;
    private final Api officer;
    private final ClinicStaff clinic;
    private final Member member;

    OutwardIT(RunningSystem system) {
        this.system = system;
        this.officer = ClinicStaff.operator(system.api(), "officer");
        this.clinic = system.clinic();
        this.member = system.newMember();
        member.letIn(clinic);
    }

    private static Map<String, Object> source(String clinic) {
        return Map.ofEntries(
                Map.entry("partner", clinic),
                Map.entry("agreement", "A-1"),
                Map.entry("legality", "form 3"),
                Map.entry("purposes", List.of("treatment")),
                Map.entry("fields", List.of("name", "gender")),
                Map.entry("scope", List.of("name")),
                Map.entry("transferAuthorised", false),
                Map.entry("shareAuthorised", false),
                Map.entry("publicationAuthorised", false),
                Map.entry("validUntil", "2199-01-01T00:00:00Z"));
    }

    @Test
    @Clause({"I(D)1", "I(D)2", "I(D)3", "III(A)1", "III.0", "II(C)1"})
    void data_comeIn_andGoOut_asTheMemberConsents() {
        var source = officer.post("/v1/sources", source(clinic.clinicId()))
                .expect(201)
                .text("id");
        var told = Map.of("fields", Map.of("name", "林小满", "gender", "female", "idNumber", "110101"));
        var outcome = clinic.to(member.activateSmileId())
                .post("/v1/sources/" + source + "/items", told)
                .expect(200)
                .json();
        assertThat(outcome.at("/taken/0").asText()).isEqualTo("name");
        assertThat(outcome.at("/dropped/0").asText()).isEqualTo("idNumber");
        var me = member.api().get("/v1/me").expect(200);
        assertThat(me.text("name")).isEqualTo("林小满");
        assertThat(me.json().path("gender").isNull()).isTrue();

        member.api()
                .post("/v1/me/quarantine/" + outcome.at("/quarantined/0/id").asText(), Map.of("decision", "consented"))
                .expect(200);
        assertThat(member.api().get("/v1/me").expect(200).text("gender")).isEqualTo("female");

        var wish = Map.of(
                "kind", "sharing",
                "recipient", declared(),
                "memberId", me.text("id"),
                "fields", List.of(NAME),
                "basis", "consent");
        officer.post("/v1/disclosures", wish).expectProblem(403, "consent-required");
        member.api()
                .put("/v1/me/recipients/it-insurer", Map.of("kind", "sharing", "noticeId", noticeId()))
                .expect(200);
        var disclosure = officer.post("/v1/disclosures", wish).expect(201).text("id");
        var handedOut =
                officer.get("/v1/disclosures/" + disclosure + "/package").expect(200);
        assertThat(handedOut.json().path("fields").toString()).isEqualTo("{\"" + NAME + "\":[\"林小满\"]}");
        member.api().with("Sec-GPC", "1").get("/v1/me").expect(200);
        officer.get("/v1/disclosures/" + disclosure + "/package").expectProblem(403, "blocked-by-opt-out-signal");
    }

    @Test
    @Clause("II(C)1")
    void signal_thatCameWithTheSignIn_isKeptForTheAccount() {
        var objecting = Member.register(system.api().with("Sec-GPC", "1"), Member.randomPhone());
        var silent = system.newMember();

        var kept = objecting.api().without("Sec-GPC").get("/v1/me/opt-out").expect(200);

        assertThat(kept.json().path("optedOut").asBoolean()).isTrue();
        assertThat(silent.api()
                        .get("/v1/me/opt-out")
                        .expect(200)
                        .json()
                        .path("optedOut")
                        .asBoolean())
                .isFalse();
    }

    /** A clinic with every grant: its staff in the Hong Kong company's pay, or on a network abroad, see nothing. */
    @Test
    @Clause({"III(A)2", "VII(A)3"})
    void staffAbroad_readNothing_whateverTheClinicMay() {
        var smileId = member.activateSmileId();
        var admin = ClinicStaff.operator(system.api(), "admin");
        for (var at : List.of(List.of("mejene-limited", "mainland"), List.of("mejene-shenzhen", "hk"))) {
            var person = Map.of(
                    "username", "it-" + Long.toString(System.nanoTime(), 36),
                    "role", "clinic",
                    "clinicId", clinic.clinicId(),
                    "employer", at.getFirst(),
                    "network", at.getLast());
            var issued = admin.post("/v1/staff", person).expect(201);
            var abroad = ClinicStaff.signIn(
                    system.api(), issued.text("username"), issued.text("password"), issued.text("totpSecret"));
            var asking = abroad.with("Mejene-Purpose", "treatment").with("Smile-Id", smileId);
            asking.get("/v1/records").expectProblem(403, "residency");
            Scans.stl(20, 70).sendTo(asking).expectProblem(403, "residency");
        }
        clinic.treating().with("Smile-Id", smileId).get("/v1/records").expect(200);
    }

    /** Whatever is known of a member, each third party hears of it what its entry in the register names. */
    @Test
    @Clause({"III.0", "III(A)4"})
    void thirdParties_areToldTheDeclaredFields_andNothingElseOfAMember() {
        var buyer = system.newMember();
        var mail = "marker-" + buyer.phone().substring(4) + "@example.com";
        var profile = Map.of("name", "林标记", "gender", "female", "birthMonth", "1991-07", "email", mail);
        buyer.api().patch("/v1/me", profile).expect(200);
        buyer.api().post("/v1/me/email/verification", Map.of()).expect(202);
        var smileId = buyer.activateSmileId();
        var goods = Map.of(
                "items", List.of(Map.of("sku", "crown-zirconia")),
                "shipTo", Map.of("recipient", "王小美", "phone", "13800138000", "address", "深圳市南山区科技园 1 号"));
        var order = buyer.api()
                .with("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/orders", goods)
                .expect(201)
                .text("id");
        buyer.pay(order);
        var support = ClinicStaff.operator(system.api(), "support");
        for (var step : List.of(Map.of("status", "in-production"), Map.of("status", "shipped", "carrier", "sf"))) {
            support.post("/v1/orders/" + order + "/progress", step).expect(200);
        }

        var found = told(Map.of(
                "name", "林标记",
                "smileId", smileId,
                "birthMonth", "1991-07",
                "email", mail,
                "phone", buyer.phone().substring(3),
                "recipient", "王小美",
                "address", "科技园 1 号"));

        assertThat(found)
                .containsExactly(
                        "carriers address as address",
                        "carriers recipient as recipient",
                        "mail-provider email as email",
                        "sms-provider phone as phone");
    }

    /** Which party was told which of the words, and as which of its declared fields. */
    private Set<String> told(Map<String, String> words) {
        var payloads = system.sandbox().get("/sandbox/payloads").expect(200).json();
        var told = new TreeSet<String>();
        for (var item : payloads.path("items")) {
            var party = item.path("party").asText();
            for (var field : item.path("fields").properties()) {
                var value = field.getValue().asText();
                var meant = payloads.at("/declared/" + party).path(field.getKey());
                words.forEach((name, word) -> {
                    if (value.contains(word) || value.contains(word.replace("-", ""))) {
                        told.add(party + " " + name + " as " + meant.asText());
                    }
                });
            }
        }
        return told;
    }

    @Test
    @Clause({"II(B)1", "III(A)L"})
    void whoeverGetsAnything_standsInThePublishedList() {
        var seen = new HashSet<String>();
        var found = RECIPIENT.matcher(
                Api.at(system.managementPort()).get("/metrics").expect(200).text());
        while (found.find()) {
            seen.add(found.group(1));
        }
        seen.remove("own");

        assertThat(seen).contains("sms-provider").isSubsetOf(listed());
    }

    private String declared() {
        var told = Map.of(
                "kind", "partner",
                "name", "安心保险",
                "contact", "privacy@anxin.example.cn",
                "region", "CN-mainland",
                "necessary", false,
                "purpose", "保险",
                "method", "加密",
                "categories", List.of("姓名"),
                "fields", List.of(NAME));
        officer.put("/v1/recipients/it-insurer", told).expect(200);
        for (var kind : List.of("agreement", "security-test")) {
            var paper = Map.of("kind", kind, "reference", "R-1", "validUntil", "2199-01-01T00:00:00Z");
            officer.post("/v1/partners/it-insurer/assessments", paper).expect(201);
        }
        return "it-insurer";
    }

    private String noticeId() {
        return StreamSupport.stream(register().spliterator(), false)
                .filter(item -> item.path("id").asText().equals("it-insurer"))
                .map(item -> item.path("noticeId").asText())
                .findFirst()
                .orElseThrow();
    }

    private Set<String> listed() {
        return StreamSupport.stream(register().spliterator(), false)
                .map(item -> item.path("id").asText())
                .collect(Collectors.toSet());
    }

    private com.fasterxml.jackson.databind.JsonNode register() {
        return system.api()
                .get("/v1/registers/third-parties")
                .expect(200)
                .json()
                .path("items");
    }
}
