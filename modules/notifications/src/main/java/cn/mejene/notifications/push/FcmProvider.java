package cn.mejene.notifications.push;

import cn.mejene.kernel.outbound.Outbound;
import cn.mejene.notifications.provider.Outcome;
import cn.mejene.notifications.provider.Outgoing;
import cn.mejene.notifications.provider.Provider;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Firebase Cloud Messaging, HTTP v1, for devices abroad. A device shows a repeat in place of the first, by its tag.
 * Thread-safe.
 */
public final class FcmProvider implements Provider {
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(50);

    private final WebClient client;
    private final PushConfig.Fcm config;
    private final Duration timeout;
    private final InstantSource clock;
    private final Jwts jwts;
    private final AtomicReference<@Nullable Fetched> token = new AtomicReference<>();

    private record Fetched(Future<String> text, Instant at) {}

    public FcmProvider(Outbound outbound, PushConfig.Fcm config, Duration timeout, InstantSource clock) {
        this.client = PushClients.abroad(outbound, "push-provider-fcm", config.endpoint(), timeout);
        this.config = config;
        this.timeout = timeout;
        this.clock = clock;
        this.jwts = Jwts.rs256(config.key());
    }

    @Override
    public String name() {
        return "fcm";
    }

    @Override
    public boolean recognisesRepeats() {
        return true;
    }

    @Override
    public Future<Outcome> send(Outgoing message) {
        var shown = new JsonObject().put("title", message.title()).put("body", message.text());
        var android =
                new JsonObject().put("ttl", "86400s").put("notification", new JsonObject().put("tag", message.key()));
        var body = new JsonObject()
                .put(
                        "message",
                        new JsonObject()
                                .put("token", message.to())
                                .put("notification", shown)
                                .put("android", android));
        return token().compose(known -> client.postAbs(
                                config.endpoint() + "/v1/projects/" + config.project() + "/messages:send")
                        .timeout(timeout.toMillis())
                        .bearerTokenAuthentication(known)
                        .sendJsonObject(body))
                .map(this::outcome)
                .otherwise(Outcome.unanswered("no-answer"));
    }

    private Future<String> token() {
        var now = clock.instant();
        var known = token.get();
        if (known == null
                || known.text().failed()
                || Duration.between(known.at(), now).abs().compareTo(TOKEN_LIFE) > 0) {
            known = new Fetched(fetch(now), now);
            token.set(known);
        }
        return known.text();
    }

    private Future<String> fetch(Instant now) {
        var claims = new JsonObject()
                .put("iss", config.account())
                .put("scope", SCOPE)
                .put("aud", config.tokenEndpoint().toString())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(Duration.ofHours(1)).getEpochSecond());
        var assertion = jwts.sign(new JsonObject().put("alg", "RS256").put("typ", "JWT"), claims);
        return client.postAbs(config.tokenEndpoint().toString())
                .timeout(timeout.toMillis())
                .sendForm(MultiMap.caseInsensitiveMultiMap()
                        .add("grant_type", GRANT)
                        .add("assertion", assertion))
                .map(answer -> answer.bodyAsJsonObject().getString("access_token"));
    }

    private Outcome outcome(HttpResponse<Buffer> response) {
        int status = response.statusCode();
        if (status == 200) {
            return Outcome.taken(response.bodyAsJsonObject().getString("name"));
        }
        if (status == 401) {
            token.set(null);
            return Outcome.failed("fcm-401");
        }
        if (status == 404) {
            return Outcome.gone("fcm-404");
        }
        return status == 429 || status >= 500 ? Outcome.failed("fcm-" + status) : Outcome.refused("fcm-" + status);
    }
}
