package cn.mejene.notifications.push;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Getui, REST API v2. It recognises a repeat by the {@code request_id}. Its access token is fetched when it is missing or
 * refused, and belongs to this process. Thread-safe.
 */
public final class GetuiProvider implements Provider {
    private static final int OK = 0;
    private static final int TOKEN_REFUSED = 10_001;
    private static final int NO_SUCH_TARGET = 20_001;
    private static final String CODE = "code";

    private final WebClient client;
    private final PushConfig.Getui config;
    private final Duration timeout;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Future<String>> token = new AtomicReference<>();

    public GetuiProvider(Outbound outbound, PushConfig.Getui config, Duration timeout, InstantSource clock) {
        this.client = PushClients.mainland(outbound, "push-provider-getui", config.endpoint(), timeout);
        this.config = config;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "getui";
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }

    @Override
    public Future<Outcome> send(Outgoing message) {
        var notification = new JsonObject()
                .put("title", message.title())
                .put("body", message.text())
                .put("click_type", "startapp");
        var body = new JsonObject()
                .put("request_id", message.key())
                .put("audience", new JsonObject().put("cid", JsonArray.of(message.to())))
                .put("push_message", new JsonObject().put("notification", notification));
        return token().compose(known -> client.postAbs(address("/push/single/cid"))
                        .timeout(timeout.toMillis())
                        .putHeader("token", known)
                        .sendJsonObject(body))
                .map(this::outcome)
                .otherwise(Outcome.unanswered("no-answer"));
    }

    private String address(String path) {
        return config.endpoint() + "/v2/" + config.appId() + path;
    }

    private Future<String> token() {
        var known = token.get();
        if (known != null && !known.failed()) {
            return known;
        }
        var time = Long.toString(clock.millis());
        var fetched = client.postAbs(address("/auth"))
                .timeout(timeout.toMillis())
                .sendJsonObject(new JsonObject()
                        .put("appkey", config.appKey())
                        .put("timestamp", time)
                        .put("sign", sign(time)))
                .map(answer -> answer.bodyAsJsonObject().getJsonObject("data").getString("token"));
        token.set(fetched);
        return fetched;
    }

    private String sign(String time) {
        var text = config.appKey() + time + config.masterSecret().value();
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private Outcome outcome(HttpResponse<Buffer> response) {
        if (response.statusCode() >= 500) {
            return Outcome.failed("http-" + response.statusCode());
        }
        var answer = response.bodyAsJsonObject();
        int code = answer.getInteger(CODE);
        return switch (code) {
            case OK ->
                Outcome.taken(answer.getJsonObject("data").fieldNames().stream()
                        .findFirst()
                        .orElse(null));
            case TOKEN_REFUSED -> {
                token.set(null);
                yield Outcome.failed("getui-" + code);
            }
            case NO_SUCH_TARGET -> Outcome.gone("getui-" + code);
            default -> Outcome.refused("getui-" + code);
        };
    }
}
