package cn.mejene.launcher.system;

import java.util.List;
import java.util.Map;

/**
 * What is on file of others before anybody calls: a recipient and a successor whom people are told of, a clinic that may
 * send what it knows, a mechanism for what goes abroad. Immutable.
 *
 * @param notice what people are told of the recipient
 * @param source what the clinic's agreement is known as
 */
record AccessPapers(Api officer, ClinicStaff clinic, String notice, String source) {
    static final String RECIPIENT = "anxin-insurance";
    private static final String SUCCESSOR = "new-mejene";
    private static final String NAME = "members.profile.profile/name";
    private static final String LATER = "2199-01-01T00:00:00Z";

    /** @param officer another one than who calls, who may approve what this one asked for */
    static AccessPapers file(Api officer, ClinicStaff clinic) {
        declare(officer, SUCCESSOR, "successor");
        var notice = declare(officer, RECIPIENT, "partner");
        var mechanism = Map.of(
                "kind", "contract",
                "recipient", "mejene-limited",
                "fields", List.of(NAME),
                "validFrom", "2026-01-01T00:00:00Z",
                "validUntil", LATER);
        officer.post("/v1/transfers/mechanisms", mechanism).expect(201);
        return new AccessPapers(officer, clinic, notice, source(officer, clinic.clinicId()));
    }

    private static String declare(Api officer, String id, String kind) {
        var told = Map.of(
                "kind", kind,
                "name", "安心保险",
                "contact", "privacy@anxin.example.cn",
                "region", "CN-mainland",
                "necessary", false,
                "purpose", "为您办理牙科保险",
                "method", "按次加密提供",
                "categories", List.of("姓名"),
                "fields", List.of(NAME));
        for (var paper : List.of("agreement", "security-test")) {
            officer.post(
                            "/v1/partners/" + id + "/assessments",
                            Map.of("kind", paper, "reference", "R-1", "validUntil", LATER))
                    .expect(201);
        }
        return officer.put("/v1/recipients/" + id, told).expect(200).text("noticeId");
    }

    private static String source(Api officer, String clinic) {
        var agreement = Map.of(
                "partner",
                clinic,
                "agreement",
                "A-1",
                "legality",
                "form 3",
                "purposes",
                List.of("treatment"),
                "fields",
                List.of("name", "email"),
                "scope",
                List.of("name"),
                "transferAuthorised",
                false,
                "shareAuthorised",
                false,
                "publicationAuthorised",
                false,
                "validUntil",
                LATER);
        return officer.post("/v1/sources", agreement).expect(201).text("id");
    }

    /** She agrees to all that goes out, and something that the clinic told waits for her; answers what. */
    String concern(Member member, String smileId) {
        for (var purpose : List.of("cross-border", "location", "annual-report")) {
            member.consent(purpose).expect(201);
        }
        member.api()
                .put("/v1/me/recipients/" + RECIPIENT, Map.of("kind", "sharing", "noticeId", notice))
                .expect(200);
        var told = clinic.to(smileId)
                .post(
                        "/v1/sources/" + source + "/items",
                        Map.of("fields", Map.of("email", member.phone().substring(3) + "@example.cn")))
                .expect(200);
        return told.json().at("/quarantined/0/id").asText();
    }

    /** What the recipient gets with her consent. */
    String shared(String memberId) {
        return disclosure(Map.of(
                "kind",
                "sharing",
                "recipient",
                RECIPIENT,
                "memberId",
                memberId,
                "fields",
                List.of(NAME),
                "basis",
                "consent"));
    }

    /** What two others than the officer must approve. */
    String demanded(String memberId) {
        return disclosure(Map.of(
                "kind", "lawful-demand",
                "recipient", "深圳市公安局",
                "memberId", memberId,
                "fields", List.of(NAME),
                "basis", "statutory",
                "reference", "深公调字 2026-1",
                "jurisdiction", "CN"));
    }

    private String disclosure(Map<String, ?> wish) {
        return officer.post("/v1/disclosures", wish).expect(201).text("id");
    }

    String corporateEvent() {
        var event =
                Map.of("kind", "merger", "recipient", SUCCESSOR, "bound", true, "effectiveAt", "2099-06-01T00:00:00Z");
        return officer.post("/v1/corporate-events", event).expect(201).text("id");
    }

    String incident() {
        var window = Map.of(
                "from", "2026-11-20T16:00:00Z",
                "to", "2026-11-22T09:00:00Z",
                "clinicId", clinic.clinicId(),
                "level", "larger");
        return officer.post("/v1/incidents", window).expect(201).text("id");
    }

    String campaign() {
        var text = Map.of("title", "t", "text", "t");
        var announced = Map.of("channels", List.of("push"), "texts", Map.of("zh-Hans", text, "en", text));
        return officer.post("/v1/campaigns", announced).expect(201).text("id");
    }
}
