package cn.mejene.services.sandbox.payment;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Sends notifications to merchants over HTTP and, unless they are acknowledged, again after the pauses of the provider, by
 * the providers' clock, each time signed anew. Confined to the sandbox's event loop; what is still to be sent is forgotten at a restart.
 */
final class Notifier {
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 200;

    private final Vertx vertx;
    private final HttpClient client;
    private final Messages messages;
    private final PaymentClock clock;
    private final List<Waiting> waiting = new ArrayList<>();

    /** A notification that may have to be sent again, and how often it was. */
    private record Repeat(Trade trade, Wanted wanted, String id, int attempt) {
        Repeat next() {
            return new Repeat(trade, wanted, id, attempt + 1);
        }
    }

    private record Waiting(Instant due, Repeat repeat) {}

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

    Notifier(Vertx vertx, PaymentClock clock, Messages messages) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(2_000));
        this.clock = clock;
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
            repeatUnlessAcknowledged(last, new Repeat(trade, wanted, id, 0));
        }
        return Future.join(copies).transform(_ -> last);
    }

    private void repeatUnlessAcknowledged(Future<Answered> sent, Repeat next) {
        var conduct = Conduct.of(next.trade().provider());
        sent.onComplete(done -> {
            boolean acknowledged = done.succeeded() && conduct.acknowledges().test(done.result());
            if (!acknowledged && next.attempt() < conduct.pauses().size()) {
                var due = clock.now().plus(conduct.pauses().get(next.attempt()));
                if (waiting.isEmpty()) {
                    later(LOOK_MILLIS, this::look);
                }
                waiting.add(new Waiting(due, next));
            }
        });
    }

    /** The clock may have been moved meanwhile: what is due is looked for, not waited for. */
    private void look() {
        var now = clock.now();
        var due = waiting.stream().filter(one -> !one.due().isAfter(now)).toList();
        waiting.removeAll(due);
        if (!waiting.isEmpty()) {
            later(LOOK_MILLIS, this::look);
        }
        for (var one : due) {
            var repeat = one.repeat();
            repeatUnlessAcknowledged(post(repeat.trade(), repeat.wanted(), repeat.id()), repeat.next());
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
