package cn.mejene.gateway.token;

import cn.mejene.kernel.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a verified access token says. Immutable; says nothing about whether the session still lives.
 *
 * @param subject whom it was issued to
 * @param sessionId the session it belongs to
 * @param tokenId its own id
 * @param expires first instant at which it is no longer taken
 * @param stepUpOperation the one operation that it may step up, if it is a step-up token
 */
record AccessClaims(
        String subject,
        String sessionId,
        String tokenId,
        Instant expires,
        @Nullable String stepUpOperation) {
    private static final int LONGEST = 256;

    /** Clocks of nodes differ a little; a token must not be refused by one for having been issued by another. */
    private static final long SKEW_SECONDS = 5;

    /** @throws Problem 401 when a claim is missing, wrong, or the token is not of this time */
    static AccessClaims check(JsonNode claims, TokenConfig config, Instant now) {
        boolean kind = text(claims, "iss").equals(config.issuer())
                && isFor(claims.path("aud"), config.audience())
                && text(claims, "token_use").equals("access");
        long latest = now.getEpochSecond() + SKEW_SECONDS;
        if (!kind || seconds(claims, "iat") > latest || (claims.has("nbf") && seconds(claims, "nbf") > latest)) {
            throw TokenProblems.invalid();
        }
        var expires = Instant.ofEpochSecond(seconds(claims, "exp"));
        var checked = new AccessClaims(
                text(claims, "sub"),
                text(claims, "sid"),
                text(claims, "jti"),
                expires,
                claims.has("step_up") ? text(claims, "step_up") : null);
        checked.requireAlive(now);
        return checked;
    }

    /** RFC 7519, 4.1.4: not on or after {@code exp}. */
    void requireAlive(Instant now) {
        if (!now.isBefore(expires)) {
            throw TokenProblems.expired();
        }
    }

    private static boolean isFor(JsonNode audiences, String audience) {
        if (audiences.isTextual()) {
            return audiences.textValue().equals(audience);
        }
        for (var one : audiences) {
            if (audiences.isArray() && one.isTextual() && one.textValue().equals(audience)) {
                return true;
            }
        }
        return false;
    }

    private static String text(JsonNode claims, String name) {
        var value = claims.path(name);
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > LONGEST) {
            throw TokenProblems.invalid();
        }
        return value.textValue();
    }

    private static long seconds(JsonNode claims, String name) {
        var value = claims.path(name);
        boolean sane = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= 0
                && value.longValue() <= Instant.MAX.getEpochSecond() - SKEW_SECONDS;
        if (!sane) {
            throw TokenProblems.invalid();
        }
        return value.longValue();
    }
}
