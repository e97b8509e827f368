package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.tree.LogProof;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.EvidenceChain;
import cn.mejene.audit.verify.EvidenceVerifier;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.audit.verify.UrlCopy;
import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A clinic asks, the member decides, and what she decided can be proven offline, whatever becomes of her data. */
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EvidenceIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WORDS = "我已查看并确认本设计方案。";

    private RunningSystem system;
    private Member member;
    private ClinicStaff clinic;
    private String record;
    private Scan scan;

    @BeforeAll
    void upload(RunningSystem shared) {
        system = shared;
        member = system.newMember();
        clinic = system.clinic();
        member.letIn(clinic);
        scan = Scans.stl(100, 9);
        record = clinic.upload(member.activateSmileId(), scan).expect(201).text("id");
    }

    private String asked(String stage) {
        return clinic.api()
                .post("/v1/records/" + record + "/confirmation-requests", Map.of("stage", stage, "statement", WORDS))
                .expect(201)
                .text("id");
    }

    private Map<String, Object> decision(String word) {
        return decision(member, word);
    }

    private Map<String, Object> decision(Member who, String word) {
        var body = new LinkedHashMap<String, Object>(Member.code(system.api(), who.phone(), "step-up"));
        body.put("decision", word);
        return body;
    }

    private Reply decide(String request, Map<String, Object> body) {
        return decide(member, request, body);
    }

    private static Reply decide(Member who, String request, Map<String, Object> body) {
        return who.api().post("/v1/me/confirmations/" + request, body);
    }

    private byte[] bundle(String evidence) {
        await().atMost(SOON)
                .until(() -> member.api().get("/v1/evidence/" + evidence).status() == 200);
        return member.api().get("/v1/evidence/" + evidence).expect(200).body();
    }

    private VerifierKey key() {
        return VerifierKey.parse(system.api().get("/v1/audit/key").expect(200).text("key"));
    }

    @Test
    @Clause("I(A)3.c")
    void decision_isEvidence_thatVerifiesOffline_andInNoOtherForm() throws IOException {
        var request = asked("design-plan");
        var shown = member.api().get("/v1/me/confirmations").expect(200).json().at("/items/0");
        assertThat(shown.path("statement").asText()).isEqualTo(WORDS);
        assertThat(shown.path("sha256").asText()).isEqualTo(scan.sha256());

        var body = decision("confirmed");
        var evidence = decide(request, body).expect(201).text("evidenceId");

        assertThat(decide(request, body).expect(201).text("evidenceId")).isEqualTo(evidence);
        decide(request, decision("declined")).expectProblem(409, "already-decided");
        var bundle = bundle(evidence);
        var finding = EvidenceVerifier.verify(bundle, key());
        assertThat(finding.id()).isEqualTo(evidence);
        assertThat(finding.statement().at("/record/sha256").asText()).isEqualTo(scan.sha256());
        assertThat(finding.statement().at("/statement").asText()).isEqualTo(WORDS);
        assertThat(finding.statement().at("/decision").asText()).isEqualTo("confirmed");
        assertThat(finding.statement().at("/consent/status").asText()).isEqualTo("given");
        assertThat(finding.statement().at("/consent/policyVersion").asText()).isNotBlank();
        assertThat(finding.statement().path("events")).hasSize(3);
        for (var field : new String[] {"text", "salt", "proof", "signature", "id", "statement"}) {
            assertThatThrownBy(() -> EvidenceVerifier.verify(changed(bundle, field), key()))
                    .as(field)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(clinic.treating().get("/v1/evidence/" + evidence).expect(200).text("id"))
                .isEqualTo(evidence);
        system.otherClinic().treating().get("/v1/evidence/" + evidence).expectProblem(404, "not-found");
        system.newMember().api().get("/v1/evidence/" + evidence).expectProblem(404, "not-found");
        crownIsUnderWarranty(crownIsOrdered(evidence), evidence);
        system.newMember().order(evidence).expectProblem(422, "plan-not-confirmed");
        var fitting = decide(asked("trial-wear"), decision("confirmed")).expect(201);
        member.order(fitting.text("evidenceId")).expectProblem(422, "plan-not-confirmed");
        var declined = decide(asked("design-plan"), decision("declined")).expect(201);
        for (var withdrawn : List.of(declined.text("evidenceId"), evidence)) {
            member.order(withdrawn).expectProblem(422, "plan-not-confirmed");
        }
    }

    /** What is made is tied to the plan that she confirmed. */
    private String crownIsOrdered(String evidence) {
        var order = member.order(evidence).expect(201);
        assertThat(order.text("planEvidence")).isEqualTo(evidence);
        assertThat(member.api()
                        .get("/v1/orders/" + order.text("id"))
                        .expect(200)
                        .text("planEvidence"))
                .isEqualTo(evidence);
        return order.text("id");
    }

    /** Order, crown, warranty, confirmation: the card that comes with the delivery names the plan, and both are proven. */
    private void crownIsUnderWarranty(String order, String evidence) {
        assertThat(member.api().get("/v1/me/warranties").expect(200).json().path("items"))
                .isEmpty();
        member.receive(order);

        var card = member.api().get("/v1/me/warranties").expect(200).json().at("/items/0");
        assertThat(card.path("orderId").asText()).isEqualTo(order);
        assertThat(card.path("status").asText()).isEqualTo("valid");
        assertThat(card.path("planEvidence").asText()).isEqualTo(evidence);
        var path = "/v1/me/warranties/" + card.path("id").asText() + "/evidence";
        await().atMost(SOON).until(() -> member.api().get(path).status() == 200);
        var proven = EvidenceVerifier.verify(member.api().get(path).body(), key());
        assertThat(proven.id()).isEqualTo(card.path("evidenceId").asText());
        assertThat(proven.statement().path("order").asText()).isEqualTo(order);
        assertThat(proven.statement().at("/item/sku").asText()).isEqualTo("crown-zirconia");
        assertThat(proven.statement().path("events")).hasSize(5);
        EvidenceChain.verify(List.of(proven, EvidenceVerifier.verify(bundle(evidence), key())));
        assertThatThrownBy(() -> EvidenceChain.verify(List.of(proven, proven))).hasMessageContaining("not here");
        system.newMember().api().get(path).expectProblem(404, "not-found");
    }

    /** Changes a character in the middle of a text, or adds a field to an object. */
    private static byte[] changed(byte[] bundle, String field) throws IOException {
        var tree = (ObjectNode) JSON.readTree(bundle);
        if (tree.get(field).isObject()) {
            ((ObjectNode) tree.get(field)).put("decision", "declined");
        } else {
            var text = new StringBuilder(tree.get(field).asText());
            int middle = text.length() / 2;
            text.setCharAt(middle, text.charAt(middle) == 'A' ? 'B' : 'A');
            tree.put(field, text.toString());
        }
        return JSON.writeValueAsBytes(tree);
    }

    @Test
    @Clause("I(A)3.c")
    void decision_isRefused_withoutARightCode_andWhenTheRecordHasChanged() throws Exception {
        var request = asked("trial-wear");
        decide(request, Map.of("decision", "confirmed", "requestId", "crq_x", "code", "000000"))
                .expectProblem(401, "code-invalid");
        system.newMember()
                .api()
                .post("/v1/me/confirmations/" + request, decision("confirmed"))
                .expectProblem(404, "not-found");

        try (var owner = superuser("mejene");
                var statement = owner.createStatement()) {
            statement.execute("UPDATE records.record SET sha256 = repeat('0', 64) WHERE record_id = '" + record + "'");
            decide(request, decision("confirmed")).expectProblem(409, "record-changed");
            statement.execute(
                    "UPDATE records.record SET sha256 = '" + scan.sha256() + "' WHERE record_id = '" + record + "'");
        }
        var evidence = decide(request, decision("declined")).expect(201).text("evidenceId");
        var finding = EvidenceVerifier.verify(bundle(evidence), key());
        assertThat(finding.statement().at("/decision").asText()).isEqualTo("declined");
    }

    /** A corrected version is another record: what the member would confirm is no longer what counts. */
    @Test
    @Clause("I(A)3.c")
    void decision_isRefused_whenTheRecordHasBeenCorrected() {
        var her = system.newMember();
        her.letIn(clinic);
        var old = clinic.upload(her.activateSmileId(), Scans.stl(120, 10))
                .expect(201)
                .text("id");
        var path = "/v1/records/" + old + "/confirmation-requests";
        var ask = Map.of("stage", "design-plan", "statement", WORDS);
        var confirmed = clinic.api().post(path, ask).expect(201).text("id");
        var evidence =
                decide(her, confirmed, decision(her, "confirmed")).expect(201).text("evidenceId");
        var request = clinic.api().post(path, ask).expect(201).text("id");
        var correction = her.steppedUp("records.request-correction")
                .post("/v1/records/" + old + "/corrections", Map.of("text", "看错了"))
                .expect(201)
                .text("id");
        var better = clinic.upload(her.activateSmileId(), Scans.stl(120, 11)).expect(201);
        var corrected = Map.of("recordId", better.text("id"));
        clinic.api().post("/v1/corrections/" + correction, corrected).expect(200);

        decide(her, request, decision(her, "confirmed")).expectProblem(409, "record-changed");
        clinic.api().post(path, ask).expectProblem(409, "record-changed");
        her.order(evidence).expectProblem(422, "plan-not-confirmed");
    }

    @Test
    @Clause("V(C)5")
    void evidence_verifies_whenTheConsentIsWithdrawnAfterwards() throws IOException {
        var evidence =
                decide(asked("design-plan"), decision("confirmed")).expect(201).text("evidenceId");
        bundle(evidence);
        member.api().delete("/v1/me/consents/clinic-records").expect(204);
        clinic.treating().get("/v1/records/" + record).expectProblem(403, "consent-required");

        var finding = EvidenceVerifier.verify(bundle(evidence), key());

        assertThat(finding.statement().at("/consent/status").asText()).isEqualTo("given");
        member.consent().expect(201);
    }

    /** D46: everything else of hers is destroyed. */
    @Test
    @Clause("I(A)3.c")
    void evidence_verifies_whenTheMembersOtherDataIsDestroyed() throws Exception {
        var evidence = decide(asked("treatment-plan"), decision("confirmed"))
                .expect(201)
                .text("evidenceId");
        var before = bundle(evidence);
        var id = member.api().get("/v1/me").expect(200).text("id");
        try (var owner = superuser("mejene_keys");
                var statement = owner.createStatement()) {
            statement.execute("UPDATE keys.class_key SET state = 'destroyed', wrapped = NULL WHERE subject = '" + id
                    + "' AND class = 'care'");
        }

        EvidenceVerifier.verify(before, key());
        EvidenceVerifier.verify(bundle(evidence), key());
    }

    @Test
    @Clause("I(C)4")
    void wholeLog_verifies_fromTheDataFolderAndOverHttp(@TempDir Path own) throws Exception {
        member.api().get("/v1/me").expect(200);
        await().atMost(SOON).until(() -> member.api()
                .get("/v1/me/access-log")
                .expect(200)
                .json()
                .at("/items/0/proof")
                .isTextual());
        var item = member.api().get("/v1/me/access-log").json().at("/items/1");
        assertThat(LogProof.parse(item.path("proof").asText()).verify(key()).id())
                .isEqualTo(item.path("id").asText());

        var memory = new Memory(own.resolve("checkpoint"));
        var outside = Optional.of(new TileFolder(system.data().resolve("audit")));
        for (int round = 0; round < 2; round++) {
            try (var copy = new DatabaseCopy(as("mejene", "mejene_app"), key().name())) {
                var verdict = new LogVerifier(memory, Optional.of(key()), outside).verify(copy);
                assertThat(verdict.why()).isEmpty();
                assertThat(verdict.sound()).isTrue();
            }
            member.api().get("/v1/me").expect(200);
        }
        var auditor = ClinicStaff.operator(system.api(), "auditor");
        var token = auditor.headers().get("Authorization").substring("Bearer ".length());
        for (var credential : new String[] {null, token}) {
            try (var copy = new UrlCopy(URI.create("http://127.0.0.1:" + system.port()), credential)) {
                assertThat(new LogVerifier(memory, Optional.empty(), Optional.empty())
                                .verify(copy)
                                .sound())
                        .isTrue();
            }
        }
        system.api().get("/v1/audit/tile/entries/000").expectProblem(401, "token-missing");
        member.api().get("/v1/audit/events").expectProblem(403, "forbidden");
    }

    @Test
    @Clause("IV(A)4.b")
    void list_isToBeLookedAt_andNothingElse() {
        var looked = system.newMember();
        looked.letIn(clinic);
        var smileId = looked.activateSmileId();
        clinic.treating().with("Smile-Id", smileId).get("/v1/records").expect(200);
        var list = clinic.treating().with("Smile-Id", smileId).get("/v1/records?limit=1");
        assertThat(list.expect(200).json().path("presentation").toString())
                .startsWith("{\"copy\":false,\"print\":false,\"screenshot\":false,\"download\":false,")
                .containsPattern("\"watermark\":\"stf_[0-9a-z]{26} 20[0-9TZ:-]{18} [0-9a-f]{32}\"");
        assertThat(list.header("cache-control")).hasValue("no-store");
        assertThat(looked.api().get("/v1/me/records").expect(200).json().has("presentation"))
                .isFalse();
        clinic.treating().get("/v1/records?limit=501").expect(422);
        assertFirstReadIsTold(looked);
    }

    /** The member hears once that the clinic has seen her data, and finds in words what for and on which basis. */
    private void assertFirstReadIsTold(Member looked) {
        await().atMost(SOON).until(() -> told(looked) == 1);
        var log = looked.api().with("Accept-Language", "en");
        var reads = log.get("/v1/me/access-log?outcome=allowed&clinic=" + clinic.clinicId())
                .expect(200)
                .json()
                .path("items");
        assertThat(reads).hasSize(2).allSatisfy(read -> {
            assertThat(read.path("purposeText").asText()).isEqualTo("Your treatment");
            assertThat(read.path("basisText").asText()).isEqualTo("Your consent");
        });
        var since = Instant.parse(reads.at("/0/at").asText()).plusMillis(1);
        assertThat(log.get("/v1/me/access-log?clinic=" + clinic.clinicId() + "&from=" + since)
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(looked.api().get("/v1/me/access-log?limit=1").expect(200).text())
                .contains("您本人的操作");
        log.get("/v1/me/access-log?from=yesterday").expect(422);
        assertThat(told(looked)).isEqualTo(1);
    }

    private static long told(Member member) {
        var kinds = member.api().get("/v1/me/inbox").expect(200).json().findValuesAsText("kind");
        return kinds.stream().filter("first-read"::equals).count();
    }

    @Test
    @Clause({"IV(B)1", "IV(B)2"})
    void incident_isToldInTheInbox_inFourParts_toWhomItConcerns() {
        var officer = ClinicStaff.operator(system.api(), "officer");
        var id = member.api().get("/v1/me").expect(200).text("id");
        var now = system.api().get("/dev/clock").expect(200).text("now");
        var body = new LinkedHashMap<String, Object>(
                Map.of("from", "2020-01-01T00:00:00Z", "to", "2090-01-01T00:00:00Z", "actor", id, "level", "general"));
        officer.post("/v1/incidents", body).expect(422);
        body.put("to", now);
        var incident = officer.post("/v1/incidents", body).expect(201);
        var opened = "/v1/incidents/" + incident.text("id");
        await().atMost(SOON)
                .until(() -> !officer.get(opened).expect(200).text("status").equals("scoping"));
        assertThat(officer.get(opened).json().at("/people/all").asInt()).isEqualTo(1);
        var reports = "/v1/incidents/" + incident.text("id") + "/reports";
        var sections = Map.of("facts", "F。", "measures", "M。", "advice", "A。", "remedies", "R。", "contact", "C");
        officer.post(reports, Map.of("kind", "notice", "sections", Map.of("zh-Hans", Map.of("facts", "F。"))))
                .expectProblem(422, "notice-incomplete");

        officer.post(reports, Map.of("kind", "notice", "sections", Map.of("zh-Hans", sections)))
                .expect(201);

        await().atMost(SOON).until(() -> inbox().contains("incident-notice"));
        assertThat(inbox()).contains("F。", "M。", "A。", "R。", "诊疗数据");
        assertThat(system.api().get("/v1/announcements").expect(200).text()).doesNotContain("F。");
    }

    private String inbox() {
        return member.api().get("/v1/me/inbox").expect(200).json().toString();
    }

    private Connection superuser(String database) throws SQLException, IOException {
        return as(database, "postgres");
    }

    private Connection as(String database, String role) throws SQLException, IOException {
        var folder = new DataFolder(system.data());
        var port = ServicePorts.read(folder).orElseThrow().postgres();
        var password =
                Files.readString(folder.secrets().resolve(role + ".password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, role, password);
    }
}
