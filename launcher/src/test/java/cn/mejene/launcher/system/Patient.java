package cn.mejene.launcher.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A member who has one of everything that a call can be about. Immutable.
 *
 * @param things ids by kind
 */
record Patient(Member member, Map<String, String> things) {
    private static final String GOLD = "membership-gold-annual";

    /** What can be somebody's, by the name of the parameter that tells which, with its path where that is needed. */
    static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("recordId", "record"),
            Map.entry("uploadId", "upload"),
            Map.entry("confirmationId", "confirmation"),
            Map.entry("correctionId", "correction"),
            Map.entry("evidenceId", "evidence"),
            Map.entry("memberId", "member"),
            Map.entry("/v1/orders/{id}", "order"),
            Map.entry("/v1/orders/{id}/cancel", "order"),
            Map.entry("/v1/orders/{id}/payments", "order"),
            Map.entry("/v1/orders/{id}/progress", "paid-order"),
            Map.entry("/v1/payments/{id}/refunds", "payment"),
            Map.entry("/v1/me/grants/{id}", "other-grant"),
            Map.entry("/v1/members/{memberId}/grants/{id}/revocation", "grant"),
            Map.entry("/v1/support/tickets/{id}", "ticket"),
            Map.entry("/v1/support/tickets/{id}/messages", "ticket"),
            Map.entry("/v1/support/tickets/{id}/close", "ticket"),
            Map.entry("/v1/me/quarantine/{id}", "quarantined"),
            Map.entry("/v1/me/devices/{id}", "device"));

    /** The same with one more of her things. */
    Patient with(String kind, String id) {
        var more = new HashMap<>(things);
        more.put(kind, id);
        return new Patient(member, Map.copyOf(more));
    }

    /** Makes her and everything. */
    static Patient admit(RunningSystem system, Member member, ClinicStaff clinic, ClinicStaff other, Scan scan) {
        var things = new HashMap<String, String>();
        var api = member.api();
        things.put("member", api.get("/v1/me").expect(200).text("id"));
        things.put("smile-id", member.activateSmileId());
        things.put("grant", member.letIn(clinic));
        things.put("other-grant", member.grant(other.clinicId(), "records:read"));
        things.put(
                "record",
                clinic.upload(things.get("smile-id"), scan).expect(201).text("id"));
        things.put("upload", id(TusUpload.begin(api, scan, "").path()));
        things.put(
                "clinic-upload",
                id(TusUpload.begin(clinic.api(), scan, things.get("smile-id")).path()));
        things.put("ticket", ticket(api));
        things.put("order", order(api));
        buy(system, api, things);
        confirm(system, member, clinic, things);
        things.put("correction", correction(member, things.get("record")));
        member.signInAgain();
        things.put(
                "device",
                api.get("/v1/me/devices").expect(200).json().at("/items/0/id").asText());
        return new Patient(member, Map.copyOf(things));
    }

    private static void buy(RunningSystem system, Api api, Map<String, String> things) {
        things.put("paid-order", order(api));
        var path = "/v1/orders/" + things.get("paid-order") + "/payments";
        things.put(
                "payment",
                keyed(api)
                        .post(path, Map.of("channel", "wechat-native"))
                        .expect(201)
                        .text("id"));
        system.api()
                .post("/dev/payments/" + things.get("payment"), Map.of("event", "paid"))
                .expect(200);
    }

    private static void confirm(RunningSystem system, Member member, ClinicStaff clinic, Map<String, String> things) {
        var path = "/v1/records/" + things.get("record") + "/confirmation-requests";
        for (var kind : List.of("evidence", "confirmation")) {
            var asked = clinic.api()
                    .post(path, Map.of("stage", "trial-wear", "statement", "看过了"))
                    .expect(201);
            things.put(kind, asked.text("id"));
        }
        var body = new HashMap<>(Member.code(system.api(), member.phone(), "step-up"));
        body.put("decision", "confirmed");
        var decided = member.api().post("/v1/me/confirmations/" + things.get("evidence"), body);
        things.put("evidence", decided.expect(201).text("evidenceId"));
    }

    private static String ticket(Api api) {
        var body = Map.of("kind", "question", "text", "什么时候发货？", "osVersion", "iOS 26.1");
        return keyed(api).post("/v1/support/tickets", body).expect(201).text("id");
    }

    private static String correction(Member member, String record) {
        return member.steppedUp("records.request-correction")
                .post("/v1/records/" + record + "/corrections", Map.of("text", "看错了"))
                .expect(201)
                .text("id");
    }

    private static String order(Api api) {
        var body = Map.of("items", List.of(Map.of("sku", GOLD, "quantity", 1)));
        return keyed(api).post("/v1/orders", body).expect(201).text("id");
    }

    private static Api keyed(Api api) {
        return api.with("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
