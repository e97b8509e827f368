package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;

/** Opens one of her records on any node; what comes whole must be what was sent. */
final class ReadBack implements Act {
    private static final int OK = 200;

    @Override
    public void perform(Member member, int round) {
        if (member.uploads().isEmpty()) {
            return;
        }
        var upload =
                member.uploads().get(member.random().nextInt(member.uploads().size()));
        int node = member.anyNode();
        member.once(request(upload), node).ifPresent(reply -> check(member, upload, reply));
    }

    static Request request(Member.Upload upload) {
        return Request.get("get-content", "/v1/records/" + upload.recordId() + "/content")
                .streamed();
    }

    /** Judges a reply that is not a failure of the moment. */
    static void check(Member member, Member.Upload upload, Reply reply) {
        if (reply.status() == OK) {
            if (upload.scan().equalsBytes(reply.body())) {
                member.tally().count(Figure.READ_BACK);
            } else {
                member.tally().violated(Zero.UPLOAD_DIFFERS, upload.recordId() + " at node " + reply.node());
            }
        } else if (reply.status() < 500 && reply.status() != 429) {
            member.tally()
                    .violated(Zero.LOST_WRITE, upload.recordId() + " at node " + reply.node() + ": " + reply.code());
        }
    }
}
