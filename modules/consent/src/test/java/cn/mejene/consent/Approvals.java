package cn.mejene.consent;

import static cn.mejene.consent.ConsentFixture.OFFICER;

import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.privacy.Access.Action;
import cn.mejene.kernel.privacy.Access.Resource;
import cn.mejene.kernel.privacy.LegalBasis;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.TestNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An officer who approves accesses to minors' data for a day, and what the operators' own staff ask for. */
record Approvals(TestNode node) {

    /** @param clinic whose staff; the operators' own when null */
    void give(Principal member, @Nullable String clinic, String reason) {
        var body = new HashMap<String, String>();
        body.put("memberId", member.id());
        body.put("reason", reason);
        body.put(
                "expiresAt",
                node.context().clock().instant().plus(Duration.ofDays(1)).toString());
        if (clinic != null) {
            body.put("clinicId", clinic);
        }
        node.call(CallTo.operation("consent.approve-access")
                .by(OFFICER)
                .body(body)
                .build());
    }

    static Access ticket(Principal member) {
        return ticket(member, "mejene-shenzhen", "mainland");
    }

    /** By support staff of this employer in this network. */
    static Access ticket(Principal member, @Nullable String employer, String network) {
        return new Access(
                new Principal("stf_5", Set.of("support"), "ses_5", null, employer, network),
                member.id(),
                Action.READ,
                Resource.of("ticket"),
                "customer-service",
                LegalBasis.CONTRACT,
                "0".repeat(32));
    }
}
