package cn.mejene.launcher.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;

/** A member with her phone in hand: signs in, consents, grants, reads codes where development puts them. Immutable. */
final class Member {
    static final String CONSENT = "clinic-records";

    private final Api nobody;
    private final Api api;
    private final String phone;
    private final Reply session;

    private Member(Api nobody, String phone, Reply session) {
        this.nobody = nobody;
        this.api = nobody.as(session.text("accessToken"));
        this.phone = phone;
        this.session = session;
    }

    static String randomPhone() {
        return "+86139%08d".formatted(ThreadLocalRandom.current().nextInt(100_000_000));
    }

    /** Signs in, which makes the account when the number is new. */
    static Member register(Api nobody, String phone) {
        return register(nobody, phone, "adult");
    }

    /** The same for somebody of another age. */
    static Member register(Api nobody, String phone, String ageBand) {
        return new Member(
                nobody, phone, trySignIn(nobody, phone, ageBand, Map.of()).expect(201));
    }

    /** What comes of a sign-in with a code to her number and some more fields. */
    static Reply trySignIn(Api nobody, String phone, String ageBand, Map<String, ?> more) {
        var body = new LinkedHashMap<String, Object>(code(nobody, phone, "login"));
        body.put("grant", "sms");
        body.put("phone", phone);
        body.put("policyVersion", policyVersion(nobody));
        body.put("readConfirmed", true);
        body.put("ageBand", ageBand);
        body.putAll(more);
        return nobody.post("/v1/auth/sessions", body);
    }

    static String policyVersion(Api nobody) {
        return nobody.get("/v1/policies")
                .expect(200)
                .json()
                .at("/items/0/version")
                .asText();
    }

    /** Asks for a code and reads it: {@code requestId} and {@code code}. */
    static Map<String, String> code(Api nobody, String phone, String purpose) {
        var asked = nobody.post("/v1/auth/codes", Map.of("phone", phone, "purpose", purpose))
                .expect(202);
        return Map.of("requestId", asked.text("requestId"), "code", lastCode(nobody, phone));
    }

    /** The code in the last message to a number that carries one; notices may arrive after it. */
    static String lastCode(Api nobody, String phone) {
        var sent = nobody.get("/dev/messages?to=" + phone.replace("+", "%2B")).expect(200);
        return StreamSupport.stream(sent.json().path("items").spliterator(), false)
                .map(message -> message.at("/data/code").asText())
                .filter(code -> !code.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The same person in another session. */
    Member signInAgain() {
        return register(nobody, phone);
    }

    Api api() {
        return api;
    }

    String phone() {
        return phone;
    }

    String refreshToken() {
        return session.text("refreshToken");
    }

    String accessToken() {
        return session.text("accessToken");
    }

    String activateSmileId() {
        return api.post("/v1/me/smile-id", Map.of()).text("smileId");
    }

    Reply consent() {
        return consent(CONSENT);
    }

    Reply consent(String purpose) {
        var notice = api.get("/v1/purposes/" + purpose).expect(200).json().at("/notice/id");
        return api.put(
                "/v1/me/consents/" + purpose,
                Map.of("policyVersion", policyVersion(nobody), "noticeId", notice.asText()));
    }

    /** @return the grant's id */
    String grant(String clinicId, String... scopes) {
        return api.post("/v1/me/grants", Map.of("clinicId", clinicId, "scopes", List.of(scopes)))
                .expect(201)
                .text("id");
    }

    Reply revoke(String grantId) {
        return api.delete("/v1/me/grants/" + grantId);
    }

    /** Consents and grants all that a clinic needs to write and to read what it wrote. */
    String letIn(ClinicStaff clinic) {
        consent().expect(201);
        return grant(clinic.clinicId(), "records:write", "records:read");
    }

    Reply upload(Scan scan) {
        return scan.sendTo(api);
    }

    /** Orders a crown that is made by a plan. */
    Reply order(String planEvidence) {
        var shipTo = Map.of("recipient", "王小美", "phone", "13800138000", "address", "深圳市南山区科技园 1 号");
        var crown = List.of(Map.of("sku", "crown-zirconia"));
        return api.with("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/orders", Map.of("items", crown, "shipTo", shipTo, "planEvidence", planEvidence));
    }

    /** Pays for what she ordered. */
    void pay(String order) {
        var payment = api.with("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/orders/" + order + "/payments", Map.of("channel", "wechat-native"))
                .expect(201)
                .text("id");
        nobody.post("/dev/payments/" + payment, Map.of("event", "paid")).expect(200);
    }

    /** Pays for what she ordered and waits until it is delivered. */
    void receive(String order) {
        pay(order);
        var support = ClinicStaff.operator(nobody, "support");
        var parcel = Map.of("status", "shipped", "carrier", "kuaidi100", "trackingNumber", "SF1012345678901");
        for (var step : List.of(Map.of("status", "in-production"), parcel, Map.of("status", "delivered"))) {
            support.post("/v1/orders/" + order + "/progress", step).expect(200);
        }
    }

    byte[] content(String recordId) {
        return api.get("/v1/records/" + recordId + "/content").expect(200).body();
    }

    /** A view of the system with a token for one call of the operation. */
    Api steppedUp(String operation) {
        var body = new LinkedHashMap<>(code(nobody, phone, "step-up"));
        body.put("operation", operation);
        return nobody.as(api.post("/v1/auth/step-up", body).expect(200).text("accessToken"));
    }
}
