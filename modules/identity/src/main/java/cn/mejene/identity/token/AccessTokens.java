package cn.mejene.identity.token;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Issues access tokens (RFC 7519, ES256): who and which session, never what they may do. All times are the injected
 * clock's. Virtual threads only.
 */
public final class AccessTokens {
    private static final int ID_BYTES = 18;

    private final SecureRandom random = new SecureRandom();
    private final SigningKeys keys;
    private final TokenConfig config;
    private final InstantSource clock;

    /**
     * A token.
     *
     * @param expiresIn seconds
     */
    public record AccessToken(String value, long expiresIn) {
        @Override
        public String toString() {
            return "AccessToken[***]";
        }
    }

    public AccessTokens(SigningKeys keys, TokenConfig config, InstantSource clock) {
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    public AccessToken access(String principal, String session) {
        return issue(claims(principal, session, config.access()), config.access());
    }

    /** A token that allows one call of one operation that needs a step-up. */
    public AccessToken stepUp(String principal, String session, String operation) {
        return issue(claims(principal, session, config.stepUp()).put("step_up", operation), config.stepUp());
    }

    private JsonObject claims(String principal, String session, Duration lifetime) {
        var now = clock.instant().getEpochSecond();
        return new JsonObject()
                .put("iss", config.issuer())
                .put("aud", config.audience())
                .put("sub", principal)
                .put("sid", session)
                .put("iat", now)
                .put("nbf", now)
                .put("exp", now + lifetime.toSeconds())
                .put("jti", id())
                .put("token_use", "access");
    }

    private AccessToken issue(JsonObject claims, Duration lifetime) {
        // The library would set iat from the system clock.
        var options = new JWTOptions().setAlgorithm("ES256").setNoTimestamp(true);
        return new AccessToken(keys.current().generateToken(claims, options), lifetime.toSeconds());
    }

    private String id() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
