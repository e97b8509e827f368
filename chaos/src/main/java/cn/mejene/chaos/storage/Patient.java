package cn.mejene.chaos.storage;

import cn.mejene.chaos.Stage;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A member who uploads for herself. Thread-safe; her uploads are not. */
final class Patient {
    private static final String PAGE = "/v1/me/records?limit=500";

    private final Stage stage;
    private final Client client;
    private final String phone;
    private final List<Upload> uploads = new CopyOnWriteArrayList<>();
    private volatile String token = "";

    Patient(Stage stage, Client client, String phone) {
        this.stage = stage;
        this.client = client;
        this.phone = phone;
    }

    Stage stage() {
        return stage;
    }

    String phone() {
        return phone;
    }

    Client client() {
        return client;
    }

    List<Upload> uploads() {
        return uploads;
    }

    /** Tokens are short-lived. */
    void signIn(int node) {
        token = new SignIn(client).member(phone, node);
    }

    Request signed(Request request) {
        return request.as(token);
    }

    Request content(String recordId) {
        return signed(Request.get("get-content", "/v1/records/" + recordId + "/content")
                .streamed());
    }

    /** Her records as the node lists them. */
    Set<String> listed(int node) {
        var ids = new HashSet<String>();
        var page = client.call(signed(Request.get("list-records", PAGE)), node).json();
        while (true) {
            page.path("items").forEach(item -> ids.add(item.path("id").asText()));
            if (!page.hasNonNull("next")) {
                return ids;
            }
            var next = PAGE + "&cursor=" + page.path("next").asText();
            page = client.call(signed(Request.get("list-records", next)), node).json();
        }
    }

    /** Erases one of her records, with a code. */
    Reply erase(String recordId, int node) {
        var desk = new SignIn(client);
        var code = desk.code(phone, "step-up", node);
        var body = Map.of("requestId", code.requestId(), "code", code.code(), "operation", "records.delete");
        var stepped = client.call(signed(Request.json("step-up", "POST", "/v1/auth/step-up", body)), node);
        return client.call(
                Request.delete("erase-record", "/v1/records/" + recordId).as(stepped.text("accessToken")), node);
    }

    /** Counts an answer that nothing explains. */
    void unexplained(Reply reply, String what) {
        stage.tally()
                .violated(
                        Zero.UNEXPLAINED_REFUSAL,
                        what + " at node " + reply.node() + ": " + reply.status() + " " + reply.code());
    }
}
