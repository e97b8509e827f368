package cn.mejene.services.sandbox.payment;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Sends notifications to merchants over HTTP and, unless they are acknowledged, again after WeChat Pay's pauses, each
 * time signed anew. Confined to the sandbox's event loop; what is still to be sent is forgotten at a restart.
 */
final class Notifier {
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(60),
            Duration.ofHours(3),
            Duration.ofHours(3),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(6));

    private final Vertx vertx;
    private final HttpClient client;
    private final Messages messages;

    /**
     * What is to be sent.
     *
     * @param event paid, closed or refunded
     * @param refund number of the refund, empty without
     * @param times how many copies, at once
     * @param forgery what is to be wrong with it; empty for nothing
     */
    record Wanted(String event, String refund, int times, String forgery) {}

    /** One request as it leaves. */
    record Message(String type, String body, Map<String, String> headers) {}

    /** What the merchant answered. */
    record Answered(int status, String type, Buffer body) {}

    /** Makes the request of a notification. */
    @FunctionalInterface
    interface Messages {
        Message of(Trade trade, Wanted wanted, String id);
    }

    Notifier(Vertx vertx, Messages messages) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(2_000));
        this.messages = messages;
    }

    void later(long millis, Runnable work) {
        vertx.setTimer(millis, _ -> work.run());
    }

    /** Sends the copies; answers what the last of them was answered. Forgeries are not repeated. */
    Future<Answered> send(Trade trade, Wanted wanted) {
        // The provider's id of the notification is the same on every copy and every retry.
        var id = UUID.randomUUID().toString();
        var copies = IntStream.range(0, wanted.times())
                .mapToObj(copy -> post(trade, wanted, id))
                .toList();
        var last = copies.getLast();
        if (wanted.forgery().isEmpty()) {
            last.onComplete(sent -> {
                if (sent.failed() || sent.result().status() / 100 != 2) {
                    retry(trade, wanted, id, 0);
                }
            });
        }
        return Future.join(copies).transform(_ -> last);
    }

    private void retry(Trade trade, Wanted wanted, String id, int attempt) {
        if (attempt < PAUSES.size()) {
            later(PAUSES.get(attempt).toMillis(), () -> post(trade, wanted, id).onComplete(sent -> {
                if (sent.failed() || sent.result().status() / 100 != 2) {
                    retry(trade, wanted, id, attempt + 1);
                }
            }));
        }
    }

    private Future<Answered> post(Trade trade, Wanted wanted, String id) {
        var message = messages.of(trade, wanted, id);
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(trade.notifyUrl())
                .setTimeout(TIMEOUT_MILLIS)
                .putHeader("Content-Type", message.type());
        message.headers().forEach(options::putHeader);
        return client.request(options)
                .compose(request -> request.send(Buffer.buffer(message.body())))
                .compose(response -> response.body()
                        .map(body -> new Answered(
                                response.statusCode(), String.valueOf(response.getHeader("Content-Type")), body)));
    }
}
