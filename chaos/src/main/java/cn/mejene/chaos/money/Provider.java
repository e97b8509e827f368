package cn.mejene.chaos.money;

import cn.mejene.chaos.system.Sandbox;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happens at the payment providers, and the notifications that they would send of it: the tool carries these to the
 * nodes, so that it decides when and where. Thread-safe.
 */
final class Provider {
    private final Sandbox sandbox;
    private volatile Clock clock = new Clock(Instant.EPOCH, 0);

    /** The application's clock, as it was told at a moment. */
    private record Clock(Instant told, long nanoTime) {
        Instant now() {
            return told.plusNanos(System.nanoTime() - nanoTime);
        }
    }

    /**
     * A notification, ready to be sent.
     *
     * @param path where to
     * @param refusal what the provider is answered when it is none of its own
     */
    record Notice(String path, Map<String, String> headers, String body, int refusal) {}

    /** A provider's own books of one payment. */
    record Books(boolean paid, boolean closed, long total, long refunded) {
        /** What our payment must come to. */
        String status() {
            if (!paid) {
                return closed ? "closed" : "pending";
            }
            return refunded == total ? "refunded" : "paid";
        }
    }

    Provider(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** What providers sign follows the application's clock. */
    void clockIs(Instant applicationTime) {
        clock = new Clock(applicationTime, System.nanoTime());
    }

    /** Lets something happen and answers the notification of it, under this id. */
    Notice happens(Payment payment, String event, String noticeId) throws IOException {
        return notice(payment, Map.of("event", event, "handOver", true, "id", noticeId));
    }

    /** A notification of what has not happened, or not in this way; rightly made when {@code forgery} is empty. */
    Notice tells(Payment payment, String event, String forgery, String noticeId) throws IOException {
        return notice(
                payment,
                Map.of("event", event, "handOver", true, "happens", false, "forgery", forgery, "id", noticeId));
    }

    /** Lets something happen that is never told. */
    void silently(Payment payment, String event) throws IOException {
        act(payment, Map.of("event", event, "handOver", true));
    }

    private JsonNode act(Payment payment, Map<String, ?> what) throws IOException {
        var body = new LinkedHashMap<String, Object>(what);
        body.put("clientParams", payment.clientParams());
        body.put("now", clock.now().toString());
        return sandbox.post("payments/" + payment.id(), body);
    }

    private Notice notice(Payment payment, Map<String, ?> what) throws IOException {
        var made = act(payment, what);
        var headers = new LinkedHashMap<String, String>();
        made.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        var provider = made.path("provider").asText();
        return new Notice(
                "/v1/webhooks/" + provider, headers, made.path("body").asText(), provider.equals("alipay") ? 400 : 401);
    }

    Books books(Payment payment) throws IOException {
        var trade = sandbox.get("trades/" + payment.id());
        long refunded = 0;
        for (var refund : trade.path("refunds")) {
            refunded += refund.path("amount").asLong();
        }
        return new Books(
                trade.has("paidAt"),
                trade.path("state").asText().equals("CLOSED"),
                trade.path("total").asLong(),
                refunded);
    }
}
