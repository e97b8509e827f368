package cn.mejene.chaos.cluster;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Request;
import java.util.concurrent.TimeUnit;

/** Signs in on another device, uses it everywhere, signs out, and tries it everywhere a second later. */
final class SignOut implements Act {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final long DEAD_AFTER_MILLIS = 1_000;

    @Override
    public void perform(Member member, int round) {
        var token = member.signInDesk().member(member.phone(), member.anyNode());
        var look = Request.get("other-device", "/v1/me").as(token);
        for (int node : member.stage().installation().allNodes()) {
            member.client().once(look, node).ifPresent(reply -> {
                if (reply.status() == UNAUTHORIZED) {
                    member.expect(reply, OK);
                }
            });
        }
        var ended = member.client()
                .call(Request.delete("sign-out", "/v1/auth/sessions/current").as(token), member.anyNode());
        // A try whose answer was lost has ended it.
        if (member.expect(ended, OK, NO_CONTENT, UNAUTHORIZED)) {
            member.tally().count(Figure.SIGN_OUT);
            pause();
            member.stage().installation().allNodes().forEach(node -> tryAgain(member, look, node));
        }
    }

    private static void tryAgain(Member member, Request look, int node) {
        member.client().once(look, node).ifPresent(reply -> {
            if (reply.isOk()) {
                member.tally().violated(Zero.SESSION_AFTER_SIGN_OUT, member.name() + " at node " + node);
            }
        });
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(DEAD_AFTER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
