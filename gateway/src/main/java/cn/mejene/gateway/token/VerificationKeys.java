package cn.mejene.gateway.token;

import cn.mejene.kernel.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that tokens are verified with, each in a verifier of its own so that no token can choose among them
 * but by {@code kid}. Thread-safe. Keys are asked for again when one is unknown, at most every five seconds, and when
 * the last answer is a minute old, so that a withdrawn key dies.
 */
final class VerificationKeys {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationKeys.class);
    private static final long BETWEEN_FETCHES = Duration.ofSeconds(5).toNanos();
    private static final long OLDEST = Duration.ofMinutes(1).toNanos();

    /** Unsigned, in two segments: a verifier that takes it has no key. */
    private static final String UNSIGNED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ";

    private final Vertx vertx;
    private final Supplier<Future<List<JsonObject>>> source;
    private final LongSupplier nanoTime;

    private volatile Map<String, JWTAuth> verifiers = Map.of();
    private volatile long fetched;
    private long asked;
    private @Nullable Future<Void> asking;

    VerificationKeys(Vertx vertx, Supplier<Future<List<JsonObject>>> source, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.source = source;
        this.nanoTime = nanoTime;
        this.asked = nanoTime.getAsLong() - BETWEEN_FETCHES;
        this.fetched = asked;
    }

    /** The first fetch; fails with {@link ConfigException} when there is not at least one good key. */
    Future<Void> load() {
        return fetch();
    }

    /** Whether a token verified earlier with this key would still be. */
    boolean holds(String kid) {
        if (nanoTime.getAsLong() - fetched > OLDEST) {
            refetch();
        }
        return verifiers.containsKey(kid);
    }

    /** The verifier of this key; fails with 401 when there is none, after asking for the keys anew if it may. */
    Future<JWTAuth> find(String kid) {
        if (holds(kid)) {
            return known(kid);
        }
        return refetch().compose(_ -> known(kid));
    }

    private Future<JWTAuth> known(String kid) {
        var verifier = verifiers.get(kid);
        return verifier == null ? Future.failedFuture(TokenProblems.invalid()) : Future.succeededFuture(verifier);
    }

    /** Never fails: who cannot get new keys goes on with the old ones. */
    private synchronized Future<Void> refetch() {
        var running = asking;
        if (running != null) {
            return running;
        }
        if (nanoTime.getAsLong() - asked < BETWEEN_FETCHES) {
            return Future.succeededFuture();
        }
        var fetch = fetch().otherwise(failure -> {
            LOG.atWarn().addKeyValue("cause", failure.getClass().getName()).log("token keys could not be renewed");
            return null;
        });
        asking = fetch;
        return fetch.onComplete(_ -> fetchEnded());
    }

    private synchronized void fetchEnded() {
        asking = null;
    }

    private Future<Void> fetch() {
        markAsked();
        return source.get().compose(this::verifiersOf).map(fresh -> {
            verifiers = fresh;
            fetched = nanoTime.getAsLong();
            return null;
        });
    }

    private synchronized void markAsked() {
        asked = nanoTime.getAsLong();
    }

    private Future<Map<String, JWTAuth>> verifiersOf(List<JsonObject> keys) {
        if (keys.isEmpty()) {
            return Future.failedFuture(new ConfigException("there is no key to verify access tokens with"));
        }
        var fresh = new HashMap<String, JWTAuth>();
        var probes = new ArrayList<Future<Void>>();
        for (var key : keys) {
            var kid = key.getString("kid");
            if (!isEs256(key) || fresh.containsKey(kid)) {
                return Future.failedFuture(
                        new ConfigException("a key for access tokens is not an ES256 key of its own kid"));
            }
            var verifier = verifier(key);
            fresh.put(kid, verifier);
            probes.add(refusesUnsigned(verifier));
        }
        return Future.all(probes).map(_ -> Map.copyOf(fresh));
    }

    private JWTAuth verifier(JsonObject key) {
        var publicPart = new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("alg", "ES256")
                .put("use", "sig")
                .put("kid", key.getString("kid"))
                .put("x", key.getString("x"))
                .put("y", key.getString("y"));
        // Its own check of times reads the system clock; ours reads the injected one.
        return JWTAuth.create(
                vertx,
                new JWTAuthOptions().addJwk(publicPart).setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
    }

    /** Closes a trap: a verifier whose key could not be loaded logs that and then takes unsigned tokens. */
    private static Future<Void> refusesUnsigned(JWTAuth verifier) {
        return verifier.authenticate(new TokenCredentials(UNSIGNED))
                .transform(outcome -> outcome.failed()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ConfigException("a key for access tokens could not be loaded")));
    }

    private static boolean isEs256(JsonObject key) {
        return "EC".equals(key.getString("kty"))
                && "P-256".equals(key.getString("crv"))
                && "ES256".equals(key.getString("alg", "ES256"))
                && "sig".equals(key.getString("use", "sig"))
                && key.getString("kid") != null
                && key.getString("x") != null
                && key.getString("y") != null;
    }
}
