package cn.mejene.gateway.http;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Token buckets that all nodes share, in a Hazelcast map whose keys tell nobody whom they count. A hint, not a truth:
 * whenever the cluster does not answer at once, the caller's own bucket decides. Thread-safe, one per node, never blocks
 * once it is open. Small limits are exact; a larger one is asked for once in a thirtieth of its tokens or a second, and
 * what a node has given away in between is taken off afterwards.
 */
public final class SharedBuckets {
    static final String MAP = "rate-limits";

    private static final int LEAST_SECRET = 32;
    private static final int MOST_PER_NODE = 200_000;
    private static final long EXACT_UP_TO = 60;
    private static final long SHARE = 30;
    private static final Duration LONGEST_UNTOLD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final String ALGORITHM = "HmacSHA256";

    private final AsyncProxyManager<String> proxies;
    private final SecretKeySpec secret;
    private final Duration patience;
    private final Breaker breaker;
    private final Counter degraded;

    /**
     * Opens the buckets; waits up to 2 s for a first answer, so that the first calls need not.
     *
     * @param hazelcast this node's member; its configuration is given the map of the buckets
     * @param secret hides whom the keys stand for; at least 32 bytes, the same on every node
     * @param metrics counts the calls that the cluster did not decide, {@code mejene.limits.degraded}
     */
    public static SharedBuckets open(HazelcastInstance hazelcast, byte[] secret, MeterRegistry metrics) {
        return open(hazelcast, secret, metrics, PATIENCE, PAUSE);
    }

    static SharedBuckets open(
            HazelcastInstance hazelcast, byte[] secret, MeterRegistry metrics, Duration patience, Duration pause) {
        var buckets = new SharedBuckets(hazelcast, secret, metrics, patience, new Breaker(pause));
        buckets.warmUp();
        return buckets;
    }

    private SharedBuckets(
            HazelcastInstance hazelcast, byte[] secret, MeterRegistry metrics, Duration patience, Breaker breaker) {
        if (secret.length < LEAST_SECRET) {
            throw new IllegalArgumentException("the secret of the rate limits is too short");
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.patience = patience;
        this.breaker = breaker;
        // Hazelcast counts in seconds: one more, or a bucket might be forgotten before it is full.
        var expiry = ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(1));
        hazelcast.getConfig().addMapConfig(map());
        this.proxies = Bucket4jHazelcast.entryProcessorBasedBuilder(hazelcast.<String, byte[]>getMap(MAP))
                .expirationAfterWrite(expiry)
                .build()
                .asAsync();
        this.degraded = Counter.builder("mejene.limits.degraded")
                .description("Calls whose limit the cluster should have decided and this node did.")
                .register(metrics);
        Gauge.builder("mejene.limits.shared", breaker, state -> state.isBroken() ? 0 : 1)
                .description("1 while the cluster decides on limits, 0 while this node does.")
                .register(metrics);
    }

    /** One copy that may lag, and an end to what somebody with many addresses may fill. */
    private static MapConfig map() {
        return new MapConfig(MAP)
                .setBackupCount(0)
                .setAsyncBackupCount(1)
                .setEvictionConfig(new EvictionConfig()
                        .setEvictionPolicy(EvictionPolicy.LRU)
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                        .setSize(MOST_PER_NODE));
    }

    /** This node's end of a bucket; keep it, since it saves calls to the cluster by what it remembers. */
    SharedBucket bucket(String policy, HttpConfig.Limit limit, String caller) {
        // With the limit in the name, another limit is another bucket and needs no migration.
        var name = name(String.join(
                "\n", policy, limit.requests().toString(), limit.per().toString(), caller));
        var bandwidth = BucketConfiguration.builder()
                .addLimit(limits -> limits.capacity(limit.requests()).refillGreedy(limit.requests(), limit.per()))
                .build();
        return new SharedBucket(() -> proxies.builder()
                .withOptimization(optimization(limit.requests()))
                .build(name, () -> CompletableFuture.completedFuture(bandwidth)));
    }

    private static Optimization optimization(long tokens) {
        return tokens <= EXACT_UP_TO
                ? Optimizations.batching()
                : Optimizations.delaying(new DelayParameters(tokens / SHARE, LONGEST_UNTOLD));
    }

    /**
     * Takes a token, if the cluster has one.
     *
     * @param own what the caller's own bucket says, which counts if the cluster does not answer within 100 ms
     * @return never fails; completes on the caller's context
     */
    Future<ConsumptionProbe> take(Vertx vertx, SharedBucket bucket, ConsumptionProbe own) {
        var entered = breaker.enter();
        if (entered.isEmpty()) {
            degraded.increment();
            return Future.succeededFuture(own);
        }
        long turn = entered.getAsLong();
        return ask(vertx, bucket.proxy(turn))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .transform(asked -> {
                    if (asked.succeeded()) {
                        breaker.succeeded(turn);
                        return Future.succeededFuture(asked.result());
                    }
                    breaker.failed(turn, asked.cause());
                    degraded.increment();
                    return Future.succeededFuture(own);
                });
    }

    private static Future<ConsumptionProbe> ask(Vertx vertx, AsyncBucketProxy proxy) {
        try {
            return Future.fromCompletionStage(proxy.tryConsumeAndReturnRemaining(1), vertx.getOrCreateContext());
        } catch (RuntimeException stopped) {
            return Future.failedFuture(stopped);
        }
    }

    private void warmUp() {
        long most = Math.max(WARM_UP.toMillis(), patience.toMillis());
        var once = bucket("warm-up", HttpConfig.Limit.perMinute(1), "").proxy(0);
        try {
            once.tryConsumeAndReturnRemaining(1).get(most, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | RuntimeException e) {
            breaker.failed(0, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String name(String caller) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(caller.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
