package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a member and a clinic do, from the first code to the erasure of a scan. */
@Clause({"I(A)1.a", "I(A)1.d", "I(A)3.a", "I(A)3.b", "II(A)2", "V(A)4", "V(C)2"})
@ExtendWith(SharedSystem.class)
class WalkIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RunningSystem system;

    WalkIT(RunningSystem system) {
        this.system = system;
    }

    @Test
    @Clause("I(A)1.e")
    void member_hasProfileAndSmileId_whenSignedInByCode() {
        var member = system.newMember();

        var profile = Map.of("name", "王小美", "gender", "female", "birthMonth", "1990-05");
        member.api().patch("/v1/me", profile).expect(200);
        var smileId = member.api().post("/v1/me/smile-id", Map.of()).expect(201).text("smileId");

        var me = member.api().get("/v1/me").expect(200);
        assertThat(me.text("name")).isEqualTo("王小美");
        assertThat(me.text("birthMonth")).isEqualTo("1990-05");
        assertThat(me.text("phone")).contains("*").doesNotContain(member.phone().substring(3));
        assertThat(me.text("smileId")).isEqualTo(smileId);
        assertThat(me.text("id")).startsWith("mem_");
        assertThat(member.api().post("/v1/me/smile-id", Map.of()).expect(200).text("smileId"))
                .isEqualTo(smileId);
        assertThat(member.signInAgain().api().get("/v1/me").text("id")).isEqualTo(me.text("id"));
    }

    @Test
    @Clause("I.0c")
    void profile_takesNoMoreThanItsFields_andErasesWhatIsNull() {
        var member = system.newMember();

        member.api().patch("/v1/me", Map.of("birthMonth", "1990-05-17")).expectProblem(422, "invalid-request");
        member.api().patch("/v1/me", Map.of("idCardNo", "440101199005171234")).expectProblem(422, "invalid-request");
        member.api().patch("/v1/me", Map.of("name", "王小美")).expect(200);
        var nothing = new HashMap<String, Object>();
        nothing.put("name", null);
        member.api().patch("/v1/me", nothing).expect(200);

        assertThat(member.api().get("/v1/me").json().path("name").isNull()).isTrue();
    }

    @Test
    @Clause("I(B)3")
    void clinics_areListedByDistance_withTheConsentToThatOnly() {
        var member = system.newMember();
        var here = Map.of("near", Map.of("lat", 22.5, "lng", 114.0));
        member.api().post("/v1/clinics/search", here).expectProblem(403, "consent-required");
        member.consent("location").expect(201);

        var found = member.api().post("/v1/clinics/search", here).expect(200).json();

        assertThat(found.at("/items/0/city").asText()).isEqualTo("深圳");
        assertThat(found.at("/items/0/distanceKm").asDouble()).isBetween(5.0, 10.0);
        assertThat(found.at("/items/1/distanceKm").asDouble()).isBetween(90.0, 120.0);
        assertThat(member.api().get("/v1/me/data").expect(200).text()).doesNotContain("22.5");
        member.api().delete("/v1/me/consents/location").expect(204);
        member.api().post("/v1/clinics/search", here).expectProblem(403, "consent-required");
        member.api()
                .post("/v1/clinics/search", Map.of("near", Map.of("lat", 91, "lng", 0)))
                .expect(422);
    }

    @Test
    @Clause("V(A)2")
    void address_isProvedByAMailedCode() {
        var member = system.newMember();
        var address = "walk-" + member.phone().substring(4) + "@example.com";
        member.api().patch("/v1/me", Map.of("email", address)).expect(200);
        var path = "/v1/me/email/verification";
        var asked = member.api().post(path, Map.of()).expect(202).text("requestId");
        var code = Member.lastCode(system.api(), address.replace("@", "%40"));
        var presented = Map.of("requestId", asked, "code", code);

        member.api().post(path, presented).expect(200);

        assertThat(member.api().get("/v1/me").json().path("emailVerified").asBoolean())
                .isTrue();
        member.api().post(path, presented).expectProblem(401, "code-invalid");
    }

    @Test
    @Clause({"V(A)2", "V(C)3"})
    void number_isChanged_andTheOldOneTold() {
        var member = system.newMember();
        var other = Member.randomPhone();
        var body = new HashMap<String, String>(Member.code(system.api(), other, "phone-change"));
        body.put("phone", other);
        member.api().post("/v1/me/phone", body).expectProblem(403, "step-up-required");

        member.steppedUp("identity.change-phone").post("/v1/me/phone", body).expect(200);

        var told = system.api()
                .get("/dev/messages?to=%2B" + member.phone().substring(1))
                .expect(200)
                .json();
        assertThat(told.at("/items/0/text").asText()).contains("更换手机号码");
        assertThat(Member.register(system.api(), other).api().get("/v1/me").text("id"))
                .isEqualTo(member.api().get("/v1/me").text("id"));
    }

    @Test
    @Clause({"0.1", "0.4", "VIII.5"})
    void policy_isThereForEverybody_withItsDigest() throws Exception {
        var policy = system.api().get("/v1/policies").expect(200).json().at("/items/0");
        assertThat(policy.path("effectiveAt").asText()).isNotBlank();
        for (var language : List.of("zh-Hans", "en")) {
            var path = "/v1/policies/" + policy.path("version").asText() + "?language=" + language;
            var text = system.api().get(path).expect(200);
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.text("text").getBytes(StandardCharsets.UTF_8));
            assertThat(text.text("sha256")).isEqualTo(HexFormat.of().formatHex(digest));
            assertThat(text.json().path("chapters")).hasSize(9);
            assertThat(text.text("text")).contains("**");
            assertThat(policy.path("languages"))
                    .anyMatch(one -> one.path("sha256").asText().equals(text.text("sha256")));
        }
    }

    @Test
    void upload_isStoredToldAndReadBack_whateverTheFormat() {
        var member = system.newMember();
        var smileId = member.activateSmileId();
        var clinic = system.clinic();
        member.letIn(clinic);

        for (var scan : List.of(Scans.stl(40_000, 1), Scans.ply("a scan"), Scans.dicom("Doe^Jane"))) {
            var made = clinic.upload(smileId, scan).expect(201);
            assertThat(made.json().path("size").asLong()).isEqualTo(scan.bytes().length);
            assertThat(made.text("sha256")).isEqualTo(scan.sha256());
            assertThat(made.text("kind")).isEqualTo(scan.kind());
            assertThat(made.header("location")).hasValue("/v1/records/" + made.text("id"));
            assertThat(member.content(made.text("id"))).isEqualTo(scan.bytes());
            assertDescribed(member, clinic, scan, made.text("id"));
            assertTold(member, made.text("id"));
            assertThat(access(member, made.text("id")))
                    .contains(
                            "clinic write treatment consent allowed " + clinic.clinicId(),
                            "member read self own-request allowed ");
        }
        assertThat(member.api().get("/v1/me/records").json().path("items")).hasSize(3);
    }

    private static void assertDescribed(Member member, ClinicStaff clinic, Scan scan, String id) {
        var record = member.api().get("/v1/records/" + id).expect(200);
        assertThat(record.text("filename")).isEqualTo(scan.filename());
        assertThat(record.text("clinicId")).isEqualTo(clinic.clinicId());
        assertThat(member.api().get("/v1/me/records").json().at("/items/0")).isEqualTo(record.json());
    }

    private static void assertTold(Member member, String recordId) {
        await().atMost(SOON).untilAsserted(() -> {
            var messages = items(member.api().get("/v1/me/inbox").expect(200));
            assertThat(messages)
                    .filteredOn(message -> message.at("/data/recordId").asText().equals(recordId))
                    .singleElement()
                    .satisfies(
                            message -> assertThat(message.path("text").asText()).isNotBlank());
        });
    }

    @Test
    void clinic_readsItsOwnUploads_whenItSaysWhatFor() {
        var member = system.newMember();
        var smileId = member.activateSmileId();
        var clinic = system.clinic();
        member.letIn(clinic);
        var scan = Scans.stl(100, 2);
        var path = "/v1/records/" + clinic.upload(smileId, scan).expect(201).text("id");

        assertThat(clinic.treating().get(path + "/content").expect(200).body()).isEqualTo(scan.bytes());
        assertThat(clinic.treating()
                        .with("Smile-Id", smileId)
                        .get("/v1/records")
                        .expect(200)
                        .json()
                        .path("items"))
                .hasSize(1);
        clinic.api().get(path + "/content").expectProblem(422, "purpose-missing");
        clinic.api().get(path).expectProblem(422, "purpose-missing");
        clinic.api().with("Mejene-Purpose", "curiosity").get(path + "/content").expectProblem(403, "forbidden");
        system.otherClinic().treating().get(path + "/content").expectProblem(404, "not-found");
        system.newMember().api().get(path + "/content").expectProblem(404, "not-found");
        assertThat(access(member, path.substring("/v1/records/".length())))
                .contains(
                        "clinic read treatment consent allowed " + clinic.clinicId(),
                        "clinic read unknown consent forbidden " + clinic.clinicId());
    }

    @Test
    void upload_isRefusedAndLogged_whenTheMemberHasNotAllowedIt() throws IOException {
        var member = system.newMember();
        var smileId = member.activateSmileId();
        var clinic = system.clinic();
        var scan = Scans.stl(50, 3);
        var before = system.blobFiles();

        clinic.upload(smileId, scan).expectProblem(403, "grant-required");
        clinic.upload("SM22-2222-2222-2222-2222", scan).expectProblem(403, "grant-required");
        member.api()
                .post("/v1/me/grants", Map.of("clinicId", clinic.clinicId(), "scopes", List.of("records:write")))
                .expectProblem(403, "consent-required");
        member.consent().expect(201);
        clinic.upload(smileId, scan).expectProblem(403, "grant-required");
        var grant = member.grant(clinic.clinicId(), "records:read");
        clinic.upload(smileId, scan).expectProblem(403, "grant-required");
        member.revoke(grant).expect(204);
        member.grant(clinic.clinicId(), "records:write", "records:read");
        member.api().delete("/v1/me/consents/" + Member.CONSENT).expect(204);
        var refusal = clinic.upload(smileId, scan).expectProblem(403, "consent-required");

        assertThat(refusal.text("purpose")).isEqualTo(Member.CONSENT);
        assertThat(member.api().get("/v1/me/records").json().path("items")).isEmpty();
        assertThat(items(member.api().get("/v1/me/access-log")).stream().map(WalkIT::told))
                .contains(
                        "clinic write treatment consent grant-required " + clinic.clinicId(),
                        "clinic write treatment consent consent-required " + clinic.clinicId());
        assertThat(system.blobFiles()).isEqualTo(before);
    }

    @Test
    void call_isRefused_whenTheGrantWasRevokedJustBefore() {
        var member = system.newMember();
        var smileId = member.activateSmileId();
        var clinic = system.clinic();
        member.consent().expect(201);
        var scan = Scans.stl(50, 4);
        for (int round = 0; round < 5; round++) {
            var grant = member.grant(clinic.clinicId(), "records:write", "records:read");
            var path = "/v1/records/" + clinic.upload(smileId, scan).expect(201).text("id");
            clinic.treating().get(path).expect(200);

            member.revoke(grant).expect(204);

            clinic.treating().get(path).expectProblem(403, "grant-required");
            clinic.treating().get(path + "/content").expectProblem(403, "grant-required");
            clinic.treating().with("Smile-Id", smileId).get("/v1/records").expectProblem(403, "grant-required");
            clinic.upload(smileId, scan).expectProblem(403, "grant-required");
        }
    }

    @Test
    @Clause("V(A)3")
    void delete_needsOneCodeForOneCall_andTakesTheBytes() throws IOException {
        var member = system.newMember();
        var before = system.blobFiles();
        var scan = Scans.stl(1_000, 5);
        var first = "/v1/records/" + member.upload(scan).expect(201).text("id");
        var second = "/v1/records/" + member.upload(scan).expect(201).text("id");

        member.api().delete(first).expectProblem(403, "step-up-required");
        member.steppedUp("records.get").delete(first).expectProblem(403, "step-up-required");
        assertThat(member.content(id(first))).isEqualTo(scan.bytes());
        var once = member.steppedUp("records.delete");
        once.delete(first).expect(204);

        once.delete(second).expectProblem(403, "step-up-required");
        member.api().get(first).expectProblem(404, "not-found");
        member.api().get(first + "/content").expectProblem(404, "not-found");
        member.api().get(first + "/preview").expectProblem(404, "not-found");
        assertThat(member.content(id(second))).isEqualTo(scan.bytes());
        member.steppedUp("records.delete").delete(second).expect(204);
        await().atMost(SOON).untilAsserted(() -> assertThat(system.blobFiles()).isEqualTo(before));
        assertThat(access(member, id(first))).contains("member erase self own-request allowed ");
    }

    @Test
    void repeat_getsTheSameAnswer_underTheSameIdempotencyKey() {
        var member = system.newMember();
        var clinic = system.clinic();
        member.consent().expect(201);
        var key = UUID.randomUUID().toString();
        var api = member.api().with("Idempotency-Key", key);
        var grant = Map.of("clinicId", clinic.clinicId(), "scopes", List.of("records:write"));

        var granted = api.post("/v1/me/grants", grant).expect(201);
        assertThat(api.post("/v1/me/grants", grant).expect(201).body()).isEqualTo(granted.body());
        assertThat(member.api().get("/v1/me/grants").json().path("items")).hasSize(1);
        api.post("/v1/me/grants", Map.of("clinicId", clinic.clinicId(), "scopes", List.of("records:read")))
                .expectProblem(422, "idempotency-mismatch");

        var scan = Scans.stl(60, 6);
        var stored = scan.sendTo(api).expect(201);
        assertThat(scan.sendTo(api).expect(201).body()).isEqualTo(stored.body());
        assertThat(member.api().get("/v1/me/records").json().path("items")).hasSize(1);
        scan.named("other.stl").as("xray").sendTo(api).expectProblem(422, "idempotency-mismatch");
    }

    /** What the log says of one record, an entry a line: who, what, what for, on which basis, with which outcome. */
    private static List<String> access(Member member, String recordId) {
        return items(member.api().get("/v1/me/access-log?limit=200").expect(200)).stream()
                .filter(entry -> entry.at("/resource/id").asText().equals(recordId))
                .map(WalkIT::told)
                .toList();
    }

    private static String told(JsonNode entry) {
        return "%s %s %s %s %s %s"
                .formatted(
                        entry.at("/by/role").asText(),
                        entry.path("action").asText(),
                        entry.path("purpose").asText(),
                        entry.path("basis").asText(),
                        entry.path("outcome").asText(),
                        entry.at("/by/clinicId").asText());
    }

    private static List<JsonNode> items(Reply page) {
        return StreamSupport.stream(page.json().path("items").spliterator(), false)
                .toList();
    }

    private static String id(String path) {
        return path.substring("/v1/records/".length());
    }
}
