package cn.mejene.notifications.push;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * JPush, REST API v3. A message's key is a {@code cid} that JPush gave out before, by which it recognises a repeat for a
 * day. Thread-safe.
 */
public final class JPushProvider implements Provider {
    private static final int CIDS = 500;
    private static final int NO_SUCH_TARGET = 1011;
    private static final int TOO_MANY = 2002;
    private static final int LIFE_SECONDS = 86_400;

    private final WebClient client;
    private final PushConfig.JPush config;
    private final Duration timeout;
    private final Deque<String> cids = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Future<Void>> asking = new AtomicReference<>();

    public JPushProvider(Outbound outbound, PushConfig.JPush config, Duration timeout) {
        this.client = PushClients.mainland(outbound, "push-provider-jpush", config.endpoint(), timeout);
        this.config = config;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "jpush";
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }

    @Override
    public Future<String> key(String deliveryId) {
        var next = cids.pollFirst();
        return next != null ? Future.succeededFuture(next) : moreCids().compose(_ -> key(deliveryId));
    }

    /** Whoever finds none left waits for the same answer. */
    private Future<?> moreCids() {
        var promise = Promise.<Void>promise();
        var asked = asking.compareAndExchange(null, promise.future());
        if (asked != null) {
            return asked;
        }
        authorised(client.getAbs(config.endpoint() + "/v3/push/cid")
                        .addQueryParam("count", Integer.toString(CIDS))
                        .addQueryParam("type", "push"))
                .send()
                .<Void>map(this::keep)
                .onComplete(answered -> {
                    asking.set(null);
                    promise.handle(answered);
                });
        return promise.future();
    }

    private @Nullable Void keep(HttpResponse<Buffer> answer) {
        var list = answer.bodyAsJsonObject().getJsonArray("cidlist");
        if (list.isEmpty()) {
            throw new IllegalStateException("JPush gives out no more keys");
        }
        list.forEach(cid -> cids.addLast((String) cid));
        return null;
    }

    @Override
    public Future<Outcome> send(Outgoing message) {
        var notification = new JsonObject()
                .put("android", new JsonObject().put("title", message.title()).put("alert", message.text()))
                .put(
                        "ios",
                        new JsonObject()
                                .put(
                                        "alert",
                                        new JsonObject()
                                                .put("title", message.title())
                                                .put("body", message.text())));
        var body = new JsonObject()
                .put("cid", message.key())
                .put("platform", "all")
                .put("audience", new JsonObject().put("registration_id", JsonArray.of(message.to())))
                .put("notification", notification)
                .put("options", new JsonObject().put("time_to_live", LIFE_SECONDS));
        return authorised(client.postAbs(config.endpoint() + "/v3/push"))
                .sendJsonObject(body)
                .map(JPushProvider::outcome)
                .otherwise(Outcome.unanswered("no-answer"));
    }

    private HttpRequest<Buffer> authorised(HttpRequest<Buffer> request) {
        return request.timeout(timeout.toMillis())
                .basicAuthentication(config.appKey(), config.masterSecret().value());
    }

    private static Outcome outcome(HttpResponse<Buffer> response) {
        if (response.statusCode() == 200) {
            return Outcome.taken(response.bodyAsJsonObject().getString("msg_id"));
        }
        if (response.statusCode() >= 500) {
            return Outcome.failed("http-" + response.statusCode());
        }
        int code = response.bodyAsJsonObject().getJsonObject("error").getInteger("code");
        return switch (code) {
            case NO_SUCH_TARGET -> Outcome.gone("jpush-" + code);
            case TOO_MANY -> Outcome.failed("jpush-" + code);
            default -> Outcome.refused("jpush-" + code);
        };
    }
}
