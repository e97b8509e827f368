package cn.mejene.gateway.http;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Token buckets of this node, one per client address or principal, and the {@code RateLimit} fields that tell of them
 * (draft-ietf-httpapi-ratelimit-headers). Thread-safe; shared by all event loops. Knows nothing of other nodes.
 */
final class RateLimits {
    private static final int MOST_BUCKETS = 100_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final HttpConfig.Limits limits;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(KEPT)
            .build();

    RateLimits(HttpConfig.Limits limits) {
        this.limits = limits;
    }

    /** Counts a call that nobody known makes; throws 429 {@code rate-limited}. */
    void byAddress(String address, HttpServerResponse response) {
        count("anonymous", limits.anonymous(), ClientAddresses.network(address), response);
    }

    /** Counts a call of somebody known; throws 429 {@code rate-limited}. */
    void byPrincipal(Principal principal, HttpServerResponse response) {
        if (principal.isMember()) {
            count("member", limits.member(), principal.id(), response);
        } else {
            count("staff", limits.staff(), principal.id(), response);
        }
    }

    private void count(String policy, HttpConfig.Limit limit, String key, HttpServerResponse response) {
        var bucket = buckets.get(policy + " " + key, absent -> bucket(limit));
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        response.putHeader(
                "RateLimit-Policy",
                "\"" + policy + "\";q=" + limit.requests() + ";w=" + limit.per().toSeconds());
        response.putHeader(
                "RateLimit", "\"" + policy + "\";r=" + probe.getRemainingTokens() + ";t=" + secondsToFull(probe));
        if (!probe.isConsumed()) {
            throw Problem.of(429, "rate-limited", "Too many calls; come again later.")
                    .header("Retry-After", String.valueOf(seconds(probe.getNanosToWaitForRefill())));
        }
    }

    private static Bucket bucket(HttpConfig.Limit limit) {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit.requests()).refillGreedy(limit.requests(), limit.per()))
                .build();
    }

    private static long secondsToFull(ConsumptionProbe probe) {
        return seconds(probe.getNanosToWaitForReset());
    }

    private static long seconds(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999));
    }
}
