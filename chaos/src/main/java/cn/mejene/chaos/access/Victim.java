package cn.mejene.chaos.access;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * D36: a member whose number somebody else used up. Her session goes on, WeChat lets her in, and the way by code is shut
 * no longer than the day's budget says. For one thread.
 */
final class Victim {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int TOO_MANY = 429;
    private static final int DAY_SECONDS = 86_400;

    private final Stage stage;
    private final Client client;
    private final String phone;
    private final String openid;
    private SignIn.Tokens session;

    /** Makes her account, by WeChat with her number. */
    Victim(Stage stage, Client client, String phone) {
        this.stage = stage;
        this.client = client;
        this.phone = phone;
        this.openid = "o" + Long.toHexString(stage.random().nextLong());
        var reply = byWechat(Map.of("openid", openid, "phone", phone));
        if (reply.status() != CREATED) {
            throw new IllegalStateException("no account by WeChat: " + reply.status() + " " + reply.code());
        }
        this.session = new SignIn.Tokens(reply.text("accessToken"), reply.text("refreshToken"));
    }

    String phone() {
        return phone;
    }

    /** What she still can, after the attack. */
    void check() {
        for (int node : stage.installation().allNodes()) {
            require(client.once(Request.get("get-profile", "/v1/me").as(session.access()), node), OK, "session", node);
            var renewed = client.once(
                    Request.json("refresh", "POST", "/v1/auth/refresh", Map.of("refreshToken", session.refresh())),
                    node);
            if (require(renewed, OK, "refresh", node)) {
                session = new SignIn.Tokens(
                        renewed.get().text("accessToken"), renewed.get().text("refreshToken"));
            }
        }
        require(Optional.of(byWechat(Map.of("openid", openid))), CREATED, "WeChat", 1);
        byCode();
    }

    private void byCode() {
        var body = Map.of("phone", phone, "purpose", "login");
        var asked = client.once(Request.json("send-code", "POST", "/v1/auth/codes", body), 1);
        asked.filter(reply -> reply.status() == TOO_MANY).ifPresent(reply -> {
            long seconds = reply.retryAfterSeconds().orElse(Long.MAX_VALUE);
            stage.tally().measured(Figure.LOCKED, seconds);
            if (seconds > DAY_SECONDS) {
                stage.tally().violated(Zero.LOCKED_OUT, "by code for " + seconds + " s");
            }
        });
    }

    private boolean require(Optional<Reply> reply, int status, String way, int node) {
        boolean fine = reply.filter(it -> it.status() == status).isPresent();
        if (!fine) {
            stage.tally().violated(Zero.LOCKED_OUT, way + " at node " + node + ": " + reply.map(Reply::status));
        }
        return fine;
    }

    private Reply byWechat(Map<String, String> person) {
        var opened = client.call(Request.json("dev-wechat", "POST", "/dev/wechat", person), 1);
        var body = new HashMap<String, Object>();
        body.put("grant", "wechat");
        body.put("code", opened.text("code"));
        if (person.containsKey("phone")) {
            body.put("phoneCode", opened.text("phoneCode"));
        }
        body.put("policyVersion", new SignIn(client).policyVersion(1));
        body.put("readConfirmed", true);
        body.put("ageBand", "adult");
        return client.call(Request.json("sign-in", "POST", "/v1/auth/sessions", body), 1);
    }
}
