package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Clinic;
import cn.mejene.chaos.client.Request;
import java.util.List;
import java.util.Map;

/** What stands between a member and a clinic: Smile ID, consent, grants. Stateless. */
final class Care {
    private static final String CONSENT = "/v1/me/consents/clinic-records";
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private Care() {}

    /** Whether the clinic may now write and read what it wrote, with everything given that was missing. */
    static boolean letIn(Member member, Clinic clinic) {
        return activate(member) && consent(member) && grant(member, clinic);
    }

    private static boolean activate(Member member) {
        if (!member.smileId().isEmpty()) {
            return true;
        }
        var reply = member.call(
                Request.json("activate-smile-id", "POST", "/v1/me/smile-id", Map.of())
                        .key(member.newKey()),
                member.anyNode());
        if (!member.expect(reply, OK, CREATED)) {
            return false;
        }
        member.smileId(reply.text("smileId"));
        member.tally().count(Figure.SMILE_ID);
        if (!member.town().isNew(member.smileId())) {
            member.tally().violated(Zero.DOUBLED_SMILE_ID, member.name() + " has somebody else's");
        }
        return true;
    }

    private static boolean consent(Member member) {
        if (member.consented()) {
            return true;
        }
        int node = member.anyNode();
        var purpose = member.call(Request.get("get-purpose", "/v1/purposes/clinic-records"), node);
        var body = Map.of(
                "policyVersion",
                member.signInDesk().policyVersion(node),
                "noticeId",
                purpose.json().at("/notice/id").asText());
        var reply =
                member.call(Request.json("give-consent", "PUT", CONSENT, body).key(member.newKey()), node);
        member.consented(member.expect(reply, OK, CREATED));
        return member.consented();
    }

    private static boolean grant(Member member, Clinic clinic) {
        if (member.grants().containsKey(clinic.id())) {
            return true;
        }
        var body = Map.of("clinicId", clinic.id(), "scopes", List.of("records:write", "records:read"));
        var request = Request.json("give-grant", "POST", "/v1/me/grants", body).key(member.newKey());
        var reply = member.call(request, member.anyNode());
        if (!member.expect(reply, CREATED)) {
            return false;
        }
        member.grants().put(clinic.id(), reply.text("id"));
        repeat(member, request, reply.text("id"));
        return true;
    }

    /** The same request under the same key has had its effect and says so. */
    private static void repeat(Member member, Request request, String first) {
        var again = member.call(request, member.anyNode());
        if (member.expect(again, CREATED) && !again.text("id").equals(first)) {
            member.tally().violated(Zero.DOUBLED_EFFECT, member.name() + " has two grants under one key");
        }
    }

    /** Takes the grant back; answers the node that acknowledged it, or 0. */
    static int revoke(Member member, Clinic clinic) {
        var id = member.grants().get(clinic.id());
        var reply = member.call(Request.delete("revoke-grant", "/v1/me/grants/" + id), member.anyNode());
        // A try whose answer was lost may have revoked it.
        if (!member.expect(reply, OK, NO_CONTENT, 404)) {
            return 0;
        }
        member.grants().remove(clinic.id());
        member.tally().count(Figure.REVOCATION);
        return reply.node();
    }

    /** Withdraws the consent; answers the node that acknowledged it, or 0. */
    static int withdraw(Member member) {
        var reply = member.call(Request.delete("withdraw-consent", CONSENT), member.anyNode());
        if (!member.expect(reply, OK, NO_CONTENT)) {
            return 0;
        }
        member.consented(false);
        member.tally().count(Figure.REVOCATION);
        return reply.node();
    }
}
