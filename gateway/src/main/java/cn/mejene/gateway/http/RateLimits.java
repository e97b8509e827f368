package cn.mejene.gateway.http;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Principal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One budget of calls per client address or principal, and the {@code RateLimit} fields that tell of it
 * (draft-ietf-httpapi-ratelimit-headers). Thread-safe; shared by all event loops of a node, and with the other nodes
 * through {@link SharedBuckets} where there are any.
 */
public final class RateLimits {
    private static final int MOST_BUDGETS = 100_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final Vertx vertx;
    private final HttpConfig.Limits limits;
    private final @Nullable SharedBuckets cluster;
    private final Cache<String, Budget> budgets = Caffeine.newBuilder()
            .maximumSize(MOST_BUDGETS)
            .expireAfterAccess(KEPT)
            .build();

    /** @param cluster empty where this node counts for itself */
    public RateLimits(Vertx vertx, HttpConfig.Limits limits, Optional<SharedBuckets> cluster) {
        this.vertx = vertx;
        this.limits = limits;
        this.cluster = cluster.orElse(null);
    }

    /** Counts a call that nobody known makes; fails with 429 {@code rate-limited}. */
    Future<Void> byAddress(String address, HttpServerResponse response) {
        return count("anonymous", limits.anonymous(), ClientAddresses.network(address), response);
    }

    /** Counts a call of somebody known; fails with 429 {@code rate-limited}. */
    Future<Void> byPrincipal(Principal principal, HttpServerResponse response) {
        return principal.isMember()
                ? count("member", limits.member(), principal.id(), response)
                : count("staff", limits.staff(), principal.id(), response);
    }

    private Future<Void> count(String policy, HttpConfig.Limit limit, String caller, HttpServerResponse response) {
        var budget = budgets.get(policy + " " + caller, absent -> budget(policy, limit, caller));
        return budget.take(vertx, cluster).compose(probe -> {
            tell(policy, limit, probe, response);
            return probe.isConsumed() ? Future.succeededFuture() : Future.failedFuture(tooMany(probe));
        });
    }

    private Budget budget(String policy, HttpConfig.Limit limit, String caller) {
        var own = Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit.requests()).refillGreedy(limit.requests(), limit.per()))
                .build();
        return new Budget(own, cluster == null ? null : cluster.bucket(policy, limit, caller));
    }

    private static void tell(
            String policy, HttpConfig.Limit limit, ConsumptionProbe probe, HttpServerResponse response) {
        if (!response.headWritten()) {
            response.putHeader(
                    "RateLimit-Policy",
                    "\"" + policy + "\";q=" + limit.requests() + ";w="
                            + limit.per().toSeconds());
            response.putHeader(
                    "RateLimit",
                    "\"" + policy + "\";r=" + Math.max(0, probe.getRemainingTokens()) + ";t="
                            + seconds(probe.getNanosToWaitForReset()));
        }
    }

    private static Problem tooMany(ConsumptionProbe probe) {
        return Problem.of(429, "rate-limited", "Too many calls; come again later.")
                .header("Retry-After", String.valueOf(seconds(probe.getNanosToWaitForRefill())));
    }

    private static long seconds(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999));
    }
}
