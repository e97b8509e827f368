package cn.mejene.gateway.token;

import cn.mejene.gateway.http.Authenticated;
import cn.mejene.gateway.http.Authenticator;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Sessions;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Turns an access token into the principal of its live session. The one place that uses vertx-auth-jwt, and the one
 * that closes its traps: it verifies the signature and nothing else; algorithm, key, times, issuer, audience and kind
 * are checked here, on the injected clock. One per node, thread-safe, for event loops; answers on the caller's context.
 *
 * <p>Verified tokens are remembered by digest until they expire. Sessions are not: each call asks for its own.
 */
public final class TokenAuthenticator implements Authenticator {
    private final Vertx vertx;
    private final TokenConfig config;
    private final Sessions sessions;
    private final InstantSource clock;
    private final VerificationKeys keys;
    private final Cache<String, Verified> verified;

    private record Verified(String kid, AccessClaims claims) {}

    private TokenAuthenticator(
            Vertx vertx, TokenConfig config, Sessions sessions, InstantSource clock, VerificationKeys keys) {
        this.vertx = vertx;
        this.config = config;
        this.sessions = sessions;
        this.clock = clock;
        this.keys = keys;
        this.verified = Caffeine.newBuilder().maximumSize(config.cacheSize()).build();
    }

    /**
     * Fetches the keys.
     *
     * @return fails with {@link cn.mejene.kernel.config.ConfigException} when there is no usable key: then the node
     *     must not start
     */
    public static Future<TokenAuthenticator> open(
            Vertx vertx, TokenConfig config, Sessions sessions, InstantSource clock) {
        return open(vertx, config, sessions, clock, System::nanoTime);
    }

    static Future<TokenAuthenticator> open(
            Vertx vertx, TokenConfig config, Sessions sessions, InstantSource clock, LongSupplier nanoTime) {
        var keys = new VerificationKeys(vertx, sessions::verificationKeys, nanoTime);
        return keys.load().map(_ -> new TokenAuthenticator(vertx, config, sessions, clock, keys));
    }

    /** {@inheritDoc} 401 {@code token-invalid}, {@code token-expired}, or what the session says. */
    @Override
    public Future<Authenticated> authenticate(String bearerToken) {
        try {
            return onCallersContext(claims(bearerToken).compose(this::authenticated));
        } catch (Problem refused) {
            return Future.failedFuture(refused);
        }
    }

    @Override
    public Future<Void> spendStepUp(Authenticated who) {
        var tokenId = who.tokenId();
        if (who.stepUpOperation() == null || tokenId == null) {
            return Future.failedFuture(
                    Problem.of(403, "step-up-required", "This operation needs a fresh confirmation by code."));
        }
        return onCallersContext(sessions.spendStepUp(tokenId));
    }

    private Future<AccessClaims> claims(String token) {
        var digest = digest(token);
        var known = verified.getIfPresent(digest);
        if (known != null && keys.holds(known.kid())) {
            if (!clock.instant().isBefore(known.claims().expires())) {
                verified.invalidate(digest);
            }
            known.claims().requireAlive(clock.instant());
            return Future.succeededFuture(known.claims());
        }
        var parsed = CompactToken.parse(token);
        return keys.find(parsed.kid())
                .compose(key -> key.authenticate(new TokenCredentials(token)))
                .recover(refused -> Future.failedFuture(TokenProblems.invalid()))
                .map(_ -> remember(digest, parsed));
    }

    private AccessClaims remember(String digest, CompactToken token) {
        var claims = AccessClaims.check(token.claims(), config, clock.instant());
        verified.put(digest, new Verified(token.kid(), claims));
        return claims;
    }

    private Future<Authenticated> authenticated(AccessClaims claims) {
        return sessions.principal(claims.sessionId()).map(principal -> authenticated(claims, principal));
    }

    /** A token says whose it is and its session does; both must say the same. */
    private static Authenticated authenticated(AccessClaims claims, Principal principal) {
        if (!Objects.equals(claims.subject(), principal.id())) {
            throw TokenProblems.invalid();
        }
        return new Authenticated(principal, claims.stepUpOperation(), claims.tokenId());
    }

    private static String digest(String token) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    /** What another thread has asked for is answered there; who called here must be answered here. */
    private <T> Future<T> onCallersContext(Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        var context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        future.onComplete(outcome -> context.runOnContext(_ -> promise.handle(outcome)));
        return promise.future();
    }
}
