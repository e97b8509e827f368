package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.OFFICER;
import static cn.mejene.consent.ConsentFixture.consent;
import static cn.mejene.consent.ConsentFixture.json;
import static cn.mejene.consent.ConsentFixture.refused;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An officer who lets information leave, on one node. */
record TransferWalk(TestNode node, FreshDatabases databases, String recipient) {
    static final String GENERAL = "consent.consent.purpose";
    static final String SENSITIVE = "consent.clinic_grant.clinic_id";

    void mechanism(String kind, Duration validity) {
        var now = node.context().clock().instant();
        node.call(CallTo.operation("consent.register-mechanism")
                .by(OFFICER)
                .body(Map.of(
                        "kind", kind,
                        "recipient", recipient,
                        "fields", List.of(GENERAL, SENSITIVE),
                        "validFrom", now.minusSeconds(1).toString(),
                        "validUntil", now.plus(validity).toString()))
                .build());
    }

    Principal consenting() {
        var member = ConsentFixture.member();
        consent(node, member, "cross-border");
        return member;
    }

    JsonObject allowed(Principal member, String... fields) {
        return json(node, call(member, fields));
    }

    Problem refusal(Principal member, String... fields) {
        return refused(() -> node.call(call(member, fields).build()));
    }

    private CallTo call(Principal member, String... fields) {
        return CallTo.operation("consent.allow-transfer")
                .by(OFFICER)
                .body(Map.of("memberId", member.id(), "recipient", recipient, "fields", List.of(fields)));
    }

    /** Sets the count of the year behind the application's back. */
    void volume(int year, long people, long sensitive) {
        databases.execute("UPDATE consent.transfer_year SET people = " + people + ", sensitive_people = " + sensitive
                + " WHERE year = " + year);
    }

    long people(int year) {
        return databases.number("SELECT people FROM consent.transfer_year WHERE year = " + year);
    }

    long sensitivePeople(int year) {
        return databases.number("SELECT sensitive_people FROM consent.transfer_year WHERE year = " + year);
    }
}
