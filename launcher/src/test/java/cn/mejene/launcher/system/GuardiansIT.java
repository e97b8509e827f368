package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The six ways to make sure of a child's guardian, each with what it refuses, over HTTP (policy VI). */
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardiansIT {
    private static final String DIGEST = "c5".repeat(32);

    private final RunningSystem system;
    private final Api nobody;
    private final Api support;

    /** A child who is about to register, and the guardian's number. */
    private record Family(String child, String guardian) {
        static Family any() {
            return new Family(Member.randomPhone(), Member.randomPhone());
        }
    }

    GuardiansIT(RunningSystem system) {
        this.system = system;
        this.nobody = system.api();
        this.support = ClinicStaff.operator(nobody, "support");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sms", "account"})
    @Clause({"VI.1", "VI.4"})
    void code_toTheGuardiansNumber_letsAChildIn_andNobodyElsesDoes(String method) {
        var family = Family.any();
        register(family.child(), Map.of()).expectProblem(403, "guardian-required");
        register(family.child(), byCode(method, family.child(), Map.of())).expectProblem(422, "guardian-same-phone");
        register(family.child(), byCode(method, family.guardian(), Map.of("adult", false)))
                .expectProblem(422, "invalid-request");
        var stranger = byCode(method, family.guardian(), Map.of("phone", Member.randomPhone()));
        register(family.child(), stranger).expectProblem(401, "code-invalid");
        assertThat(codeFor("+85251234567").status())
                .as("not of a served region")
                .isEqualTo(422);
        var youth = Member.register(nobody, Member.randomPhone(), "14-17");
        register(family.child(), byCode(method, youth.phone(), Map.of())).expectProblem(403, "guardian-not-verified");
        if (method.equals("account")) {
            register(family.child(), byCode(method, family.guardian(), Map.of()))
                    .expectProblem(403, "guardian-not-verified");
            Member.register(nobody, family.guardian());
        }

        assertConsented(family, byCode(method, family.guardian(), Map.of()), method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone", "video", "email", "written"})
    @Clause({"VI.1", "VI.4", "IV(A)6"})
    void finding_ofSupport_letsAChildIn_onceAndThisChildOnly(String method) {
        var family = Family.any();
        verify(method, family, Map.of("phone", family.child())).expectProblem(422, "guardian-same-phone");
        for (var field : new String[] {"adult", "realName"}) {
            verify(method, family, Map.of(field, false)).expectProblem(422, "invalid-request");
        }
        var youth = Member.register(nobody, Member.randomPhone(), "14-17");
        verify(method, family, Map.of("phone", youth.phone())).expectProblem(403, "guardian-not-verified");
        verify(method, family, Map.of("recording", "UklGRg==")).expectProblem(422, "invalid-request");
        var reference = verify(method, family, Map.of()).expect(201).text("reference");

        register(Member.randomPhone(), byReference(method, reference)).expectProblem(403, "guardian-not-verified");
        var other = method.equals("video") ? "phone" : "video";
        register(family.child(), byReference(other, reference)).expectProblem(403, "guardian-not-verified");
        var data = assertConsented(family, byReference(method, reference), method);
        assertThat(data).contains(DIGEST);
        var sibling = Member.randomPhone();
        register(sibling, byReference(method, reference)).expectProblem(403, "guardian-not-verified");
    }

    /** What a child agrees to alone is worth nothing, by no code but one to the guardian's number. */
    @Test
    @Clause("VI.2")
    void data_ofAChild_goToNobody_withoutHerGuardian() {
        var family = Family.any();
        var session = register(family.child(), byCode("sms", family.guardian(), Map.of()))
                .expect(201);
        var child = nobody.as(session.text("accessToken"));
        var clinic = system.clinic();
        var notice =
                nobody.get("/v1/purposes/clinic-records").expect(200).json().at("/notice/id");
        var consent = Map.of("policyVersion", Member.policyVersion(nobody), "noticeId", notice.asText());
        var grant = Map.of("clinicId", clinic.clinicId(), "scopes", List.of("records:write"));
        var decisions = List.of(
                new Decision("PUT", "/v1/me/consents/clinic-records", consent),
                new Decision("POST", "/v1/me/grants", grant));
        var smileId = child.post("/v1/me/smile-id", Map.of()).expect(201).text("smileId");
        for (var decision : decisions) {
            decision.by(child, null).expectProblem(403, "guardian-code-required");
            decision.by(child, Member.code(nobody, family.child(), "guardian")).expectProblem(401, "code-invalid");
            clinic.upload(smileId, Scans.stl(20, 1)).expectProblem(403, "grant-required");

            decision.by(child, Member.code(nobody, family.guardian(), "guardian"))
                    .expect(201);
        }
        clinic.upload(smileId, Scans.stl(20, 1)).expect(201);
    }

    private record Decision(String method, String path, Map<String, ?> body) {
        Reply by(Api child, @Nullable Map<String, String> code) {
            var more = new LinkedHashMap<String, Object>(body);
            if (code != null) {
                more.put("guardian", code);
            }
            return child.json(method, path, more);
        }
    }

    /** Nothing that is seen or heard of a face or a voice can be sent anywhere, so none is kept. */
    @Test
    @Clause("IV(A)6")
    void contract_takesAndGivesNoRecordingOfAPerson() {
        var types = new HashSet<String>();
        nobody.get("/openapi.json").expect(200).json().findValues("content").forEach(content -> content.fieldNames()
                .forEachRemaining(types::add));
        assertThat(types).noneMatch(type -> type.startsWith("video/") || type.startsWith("audio/"));
        for (var type : List.of("video/mp4", "image/jpeg", "application/octet-stream")) {
            support.with("Content-Type", type)
                    .call("POST", "/v1/guardian-verifications", BodyPublishers.ofString("FACE"))
                    .expectProblem(415, "media-type-unsupported");
        }
    }

    @Test
    @Clause({"VI.3", "VI.4", "VI.5"})
    void child_whoIsFoundLate_canDoNothing_untilAGuardianConsents() {
        var family = Family.any();
        var member = Member.register(nobody, family.child());
        member.api().patch("/v1/me", Map.of("birthMonth", "2019-05")).expectProblem(403, "guardian-required");
        await().atMost(Duration.ofSeconds(1))
                .until(() -> member.api().get("/v1/me").status() == 403);
        member.api().patch("/v1/me", Map.of("name", "CHILD")).expectProblem(403, "forbidden");
        member.api().post("/v1/me/smile-id", Map.of()).expectProblem(403, "forbidden");
        var own = byCode("sms", family.child(), Map.of()).get("guardian");
        member.api().post("/v1/me/guardian", own).expectProblem(422, "guardian-same-phone");
        var reference = verify("written", family, Map.of()).expect(201).text("reference");
        member.api()
                .post("/v1/me/guardian", byReference("video", reference).get("guardian"))
                .expectProblem(403, "guardian-not-verified");

        member.api()
                .post("/v1/me/guardian", byReference("written", reference).get("guardian"))
                .expect(201);

        var me = member.signInAgain().api().get("/v1/me").expect(200);
        assertThat(me.text("status")).isEqualTo("active");
        assertThat(me.json().path("name").isNull()).isTrue();
        assertThat(me.json().has("smileId")).isFalse();
    }

    /** The child is in, and what made sure of her guardian is kept and shown to her. */
    private String assertConsented(Family family, Map<String, ?> guardian, String method) {
        var session = register(family.child(), guardian).expect(201);
        assertThat(session.json().at("/member/status").asText()).isEqualTo("active");
        var data = nobody.as(session.text("accessToken")).get("/v1/me/data").expect(200);
        var kept = rows(data, "guardian").toList();
        assertThat(kept).singleElement().satisfies(row -> assertThat(row)
                .contains(method, family.guardian(), "GUARDIAN-NAME"));
        return kept.getFirst();
    }

    private static Stream<String> rows(Reply data, String table) {
        return StreamSupport.stream(data.json().path("categories").spliterator(), false)
                .flatMap(tables -> StreamSupport.stream(tables.spliterator(), false))
                .filter(one -> one.path("table").asText().equals(table))
                .flatMap(one -> StreamSupport.stream(one.path("rows").spliterator(), false))
                .map(Object::toString);
    }

    private Reply register(String child, Map<String, ?> guardian) {
        return Member.trySignIn(nobody, child, "under-14", guardian);
    }

    private Reply codeFor(String phone) {
        return nobody.post("/v1/auth/codes", Map.of("phone", phone, "purpose", "guardian"));
    }

    /** @param otherwise what the evidence says in place of the truth */
    private Map<String, Object> byCode(String method, String phone, Map<String, ?> otherwise) {
        var evidence = new LinkedHashMap<String, Object>(Member.code(nobody, phone, "guardian"));
        evidence.put("phone", phone);
        evidence.put("name", "GUARDIAN-NAME");
        evidence.put("relationship", "mother");
        evidence.put("adult", true);
        evidence.putAll(otherwise);
        return Map.of("guardian", Map.of("method", method, "evidence", evidence));
    }

    private static Map<String, Object> byReference(String method, String reference) {
        return Map.of("guardian", Map.of("method", method, "evidence", Map.of("reference", reference)));
    }

    private Reply verify(String method, Family family, Map<String, ?> otherwise) {
        var finding = new LinkedHashMap<String, Object>(Map.of("method", method, "evidenceSha256", DIGEST));
        finding.put("childPhone", family.child());
        finding.put("phone", family.guardian());
        finding.put("name", "GUARDIAN-NAME");
        finding.put("relationship", "mother");
        finding.put("adult", true);
        finding.put("realName", true);
        finding.putAll(otherwise);
        return support.post("/v1/guardian-verifications", finding);
    }
}
