package cn.mejene.notifications.push;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Apple's push service over HTTP/2, with a provider token. A device shows a repeat in place of the first, by its
 * collapse id. Thread-safe.
 */
public final class ApnsProvider implements Provider {
    /** Apple refuses tokens older than an hour, and providers that make one more often than every 20 minutes. */
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(40);

    private static final Duration LIFE = Duration.ofDays(1);
    private static final Set<String> GONE = Set.of("Unregistered", "BadDeviceToken", "DeviceTokenNotForTopic");

    private final WebClient client;
    private final PushConfig.Apns config;
    private final Duration timeout;
    private final InstantSource clock;
    private final Jwts jwts;
    private final AtomicReference<@Nullable ProviderToken> token = new AtomicReference<>();

    private record ProviderToken(String text, Instant madeAt) {}

    public ApnsProvider(Outbound outbound, PushConfig.Apns config, Duration timeout, InstantSource clock) {
        this.client = PushClients.abroad(outbound, "push-provider-apns", config.endpoint(), timeout);
        this.config = config;
        this.timeout = timeout;
        this.clock = clock;
        this.jwts = Jwts.es256(config.key());
    }

    @Override
    public String name() {
        return "apns";
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }

    @Override
    public Future<Outcome> send(Outgoing message) {
        var alert = new JsonObject().put("title", message.title()).put("body", message.text());
        var now = clock.instant();
        var id = UUID.nameUUIDFromBytes(message.key().getBytes(StandardCharsets.US_ASCII));
        return client.postAbs(config.endpoint() + "/3/device/" + message.to())
                .timeout(timeout.toMillis())
                .putHeader("authorization", "bearer " + token(now))
                .putHeader("apns-topic", config.topic())
                .putHeader("apns-push-type", "alert")
                .putHeader("apns-priority", "5")
                .putHeader("apns-expiration", Long.toString(now.plus(LIFE).getEpochSecond()))
                .putHeader("apns-id", id.toString())
                .putHeader("apns-collapse-id", message.key())
                .sendJsonObject(new JsonObject().put("aps", new JsonObject().put("alert", alert)))
                .map(this::outcome)
                .otherwise(Outcome.unanswered("no-answer"));
    }

    private String token(Instant now) {
        var known = token.get();
        if (known == null || Duration.between(known.madeAt(), now).abs().compareTo(TOKEN_LIFE) > 0) {
            var header = new JsonObject().put("alg", "ES256").put("kid", config.keyId());
            var claims = new JsonObject().put("iss", config.teamId()).put("iat", now.getEpochSecond());
            known = new ProviderToken(jwts.sign(header, claims), now);
            token.set(known);
        }
        return known.text();
    }

    private Outcome outcome(HttpResponse<Buffer> response) {
        int status = response.statusCode();
        if (status == 200) {
            return Outcome.taken(response.getHeader("apns-id"));
        }
        var body = response.body();
        var reason = body == null || body.length() == 0
                ? "http-" + status
                : response.bodyAsJsonObject().getString("reason");
        if (status == 403) {
            token.set(null);
            return Outcome.failed(reason);
        }
        if (status == 410 || GONE.contains(reason)) {
            return Outcome.gone(reason);
        }
        return status == 429 || status >= 500 ? Outcome.failed(reason) : Outcome.refused(reason);
    }
}
