package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.refused;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An officer who gives data to one recipient, on one node. */
record DisclosureWalk(TestNode node, String recipient, String kind) {
    /** Data that every member here has. */
    static final String FIELD = "consent.consent.purpose";

    static final Principal ADMIN = staff("stf_admin", "admin");
    static final Principal AUDITOR = staff("stf_auditor", "auditor");

    private static Principal staff(String id, String role) {
        return new Principal(id, Set.of(role), "ses_7", null, "mejene-shenzhen", "mainland");
    }

    /** Everything that people must be told, and the papers. */
    static DisclosureWalk to(TestNode node, String recipient, String kind, String region, boolean necessary) {
        var walk = new DisclosureWalk(node, recipient, kind);
        walk.declare("purpose one", region, necessary);
        if (!kind.equals("public")) {
            walk.assess("agreement");
            walk.assess("security-test");
        }
        return walk;
    }

    String declare(String purpose, String region, boolean necessary) {
        return json(
                        node,
                        CallTo.operation("consent.declare-recipient")
                                .by(OFFICER)
                                .path("id", recipient)
                                .body(Map.of(
                                        "kind",
                                        kind,
                                        "name",
                                        "Somebody",
                                        "contact",
                                        "somebody@example.cn",
                                        "region",
                                        region,
                                        "necessary",
                                        necessary,
                                        "purpose",
                                        purpose,
                                        "method",
                                        "by hand",
                                        "categories",
                                        List.of("purposes"),
                                        "fields",
                                        List.of(FIELD, "consent.quarantined.value/text"))))
                .getString("noticeId");
    }

    void assess(String what) {
        var until = node.context().clock().instant().plus(Duration.ofDays(300));
        node.call(CallTo.operation("consent.assess-partner")
                .by(OFFICER)
                .path("id", recipient)
                .body(Map.of("kind", what, "reference", "R-1", "validUntil", until.toString()))
                .build());
    }

    /** What people are told about the recipient, from the published list. */
    JsonObject published() {
        return json(node, CallTo.operation("consent.get-register").path("name", "third-parties"))
                .getJsonArray("items")
                .stream()
                .map(JsonObject.class::cast)
                .filter(item -> item.getString("id").equals(recipient))
                .findFirst()
                .orElseThrow();
    }

    void consents(Principal member, String to) {
        consents(member, to, published().getString("noticeId"));
    }

    void consents(Principal member, String to, String noticeId) {
        node.call(CallTo.operation("consent.consent-to-recipient")
                .by(member)
                .path("id", recipient)
                .body(Map.of("kind", to, "noticeId", noticeId))
                .build());
    }

    void withdraws(Principal member) {
        node.call(CallTo.operation("consent.revoke-recipient")
                .by(member)
                .path("id", recipient)
                .build());
    }

    Map<String, Object> wish(Principal member, String how, String basis) {
        var wish = new HashMap<String, Object>();
        wish.put("kind", how);
        wish.put("recipient", recipient);
        wish.put("memberId", member.id());
        wish.put("fields", List.of(FIELD));
        wish.put("basis", basis);
        return wish;
    }

    JsonObject asked(Map<String, Object> wish) {
        return json(
                node, CallTo.operation("consent.request-disclosure").by(OFFICER).body(wish));
    }

    String asking(Map<String, Object> wish) {
        return refused(() -> asked(wish)).code();
    }

    JsonObject opened(JsonObject disclosure) {
        return json(
                node, CallTo.operation("consent.open-disclosure").by(OFFICER).path("id", disclosure.getString("id")));
    }

    String opening(JsonObject disclosure) {
        return refused(() -> opened(disclosure)).code();
    }

    void approves(Principal who, JsonObject disclosure) {
        node.call(CallTo.operation("consent.approve-disclosure")
                .by(who)
                .path("id", disclosure.getString("id"))
                .build());
    }
}
