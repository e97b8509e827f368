package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.client.Request;
import java.util.Map;

/** Changes her name on one node and looks at it on all others at once. */
final class EditProfile implements Act {
    private static final int OK = 200;

    @Override
    public void perform(Member member, int round) {
        var wanted = "name-" + Long.toUnsignedString(member.random().nextLong(), 36);
        int node = member.anyNode();
        var change = Request.json("update-profile", "PATCH", "/v1/me", Map.of("name", wanted))
                .key(member.newKey());
        var reply = member.call(change, node);
        if (!member.expect(reply, OK)) {
            return;
        }
        member.profileName(wanted);
        member.tally().count(Figure.PROFILE_WRITE);
        for (int other : member.otherNodes(reply.node())) {
            member.once(Request.get("get-profile", "/v1/me"), other)
                    .filter(shown -> shown.status() == OK)
                    .ifPresent(shown -> member.checkName(shown.text("name"), other));
        }
    }
}
