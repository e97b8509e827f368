package cn.mejene.chaos.access;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.Map;

/** A member who is signed in, and signs in again when her token's time is over. For one thread. */
final class Person {
    private static final int UNAUTHORIZED = 401;

    private final Client client;
    private final String phone;
    private SignIn.Tokens tokens;

    Person(Client client, String phone) {
        this.client = client;
        this.phone = phone;
        this.tokens = desk().tokens(phone, 1);
    }

    Client client() {
        return client;
    }

    SignIn desk() {
        return new SignIn(client);
    }

    String phone() {
        return phone;
    }

    SignIn.Tokens tokens() {
        return tokens;
    }

    /** Another session of hers, or the first again when it has ended. */
    SignIn.Tokens signIn() {
        tokens = desk().tokens(phone, 1);
        return tokens;
    }

    Reply call(Request request, int node) {
        var reply = client.call(request.as(tokens.access()), node);
        if (reply.status() != UNAUTHORIZED || !reply.code().equals("token-expired")) {
            return reply;
        }
        return client.call(request.as(signIn().access()), node);
    }

    /** Consents to the purpose in the version and notice that are in force. */
    Reply consent(String purpose, int node) {
        var notice = client.call(Request.get("get-purpose", "/v1/purposes/" + purpose), node)
                .json()
                .at("/notice/id")
                .asText();
        var body = Map.of("policyVersion", desk().policyVersion(node), "noticeId", notice);
        return call(Request.json("give-consent", "PUT", "/v1/me/consents/" + purpose, body), node);
    }
}
