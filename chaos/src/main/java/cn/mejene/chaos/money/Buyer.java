package cn.mejene.chaos.money;

import cn.mejene.chaos.client.Client;
import cn.mejene.chaos.client.Reply;
import cn.mejene.chaos.client.Request;
import cn.mejene.chaos.client.SignIn;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A member who buys memberships by the dozen. Thread-safe once signed in. */
final class Buyer {
    static final Duration TERM = Duration.ofDays(365);

    private static final String GOLD = "membership-gold-annual";
    private static final int CREATED = 201;

    private final Client client;
    private final String phone;
    private volatile String token = "";

    Buyer(Client client, String phone) {
        this.client = client;
        this.phone = phone;
    }

    void signIn() {
        token = new SignIn(client).member(phone, 1);
    }

    /** Orders one membership and begins to pay for it. */
    Payment begin(String channel, int node) {
        var body = Map.of("items", List.of(Map.of("sku", GOLD, "quantity", 1)));
        var order = created(Request.json("place-order", "POST", "/v1/orders", body), node)
                .text("id");
        var begun = created(
                Request.json("begin-payment", "POST", "/v1/orders/" + order + "/payments", Map.of("channel", channel)),
                node);
        return new Payment(this, begun.text("id"), order, begun.json().path("clientParams"));
    }

    private Reply created(Request request, int node) {
        var reply = client.call(request.as(token).key(UUID.randomUUID().toString()), node);
        if (reply.status() != CREATED) {
            throw new IllegalStateException(request.operation() + " refused: " + reply.status() + " " + reply.code());
        }
        return reply;
    }

    /** Where her payments stand, by id. */
    Map<String, String> payments(int node) {
        var found = new HashMap<String, String>();
        var cursor = "";
        do {
            var page = get("/v1/me/payments?limit=100" + cursor, node);
            page.path("items")
                    .forEach(item -> found.put(
                            item.path("id").asText(), item.path("status").asText()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        return found;
    }

    /** How many terms her membership is long. */
    long terms(int node) {
        var own = get("/v1/me/membership", node);
        if (!own.path("status").asText().equals("active")) {
            return 0;
        }
        var from = Instant.parse(own.path("validFrom").asText());
        var until = Instant.parse(own.path("validUntil").asText());
        var length = Duration.between(from, until);
        return length.toSeconds() % TERM.toSeconds() == 0 ? length.dividedBy(TERM) : -1;
    }

    private JsonNode get(String path, int node) {
        return client.call(Request.get("see-own", path).as(token), node).json();
    }
}
