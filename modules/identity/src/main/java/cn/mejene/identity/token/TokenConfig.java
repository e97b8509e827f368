package cn.mejene.identity.token;

import static java.util.Objects.requireNonNullElse;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.time.Duration;

/**
 * Tokens and how long things live (key {@code modules.identity.tokens}).
 *
 * @param issuer {@code iss} of access tokens
 * @param audience {@code aud} of access tokens
 * @param access lifetime of an access token
 * @param stepUp lifetime of a step-up token, at most 10 minutes
 * @param refresh lifetime of a refresh token, so of a session that is not used
 * @param session lifetime of a session, used or not
 * @param grace how long the last used refresh token may be retried while its successor is unused
 * @param signingKey age at which a signing key is replaced
 */
public record TokenConfig(
        String issuer,
        String audience,
        Duration access,
        Duration stepUp,
        Duration refresh,
        Duration session,
        Duration grace,
        Duration signingKey) {
    private static final Duration LONGEST_STEP_UP = Duration.ofMinutes(10);

    public TokenConfig {
        Required.field("issuer", issuer);
        Required.field("audience", audience);
        access = requireNonNullElse(access, Duration.ofMinutes(15));
        stepUp = requireNonNullElse(stepUp, LONGEST_STEP_UP);
        refresh = requireNonNullElse(refresh, Duration.ofDays(30));
        session = requireNonNullElse(session, Duration.ofDays(180));
        grace = requireNonNullElse(grace, Duration.ofSeconds(30));
        signingKey = requireNonNullElse(signingKey, Duration.ofDays(90));
        ordered(access, refresh, session);
        if (!stepUp.isPositive() || stepUp.compareTo(LONGEST_STEP_UP) > 0) {
            throw new ConfigException("stepUp must be positive and at most PT10M");
        }
        if (grace.isNegative() || grace.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new ConfigException("grace must be between PT0S and PT1M");
        }
        if (signingKey.compareTo(Duration.ofDays(1)) < 0) {
            throw new ConfigException("signingKey must be at least P1D");
        }
    }

    private static void ordered(Duration access, Duration refresh, Duration session) {
        if (!access.isPositive() || access.compareTo(refresh) >= 0 || refresh.compareTo(session) > 0) {
            throw new ConfigException(
                    "access must be positive and shorter than refresh, refresh no longer than session");
        }
        if (access.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigException("access must be at most PT1H");
        }
    }
}
