package cn.mejene.gateway.http;

import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's end of one bucket of the cluster. Thread-safe. A proxy whose call has failed may never answer again, since
 * it runs one call at a time, so every turn of the {@link Breaker} has a proxy of its own.
 */
final class SharedBucket {
    private final Supplier<AsyncBucketProxy> proxies;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

    private record Held(long turn, AsyncBucketProxy proxy) {}

    SharedBucket(Supplier<AsyncBucketProxy> proxies) {
        this.proxies = proxies;
    }

    AsyncBucketProxy proxy(long turn) {
        while (true) {
            var current = held.get();
            if (current != null && current.turn >= turn) {
                return current.proxy;
            }
            var next = new Held(turn, proxies.get());
            if (held.compareAndSet(current, next)) {
                return next.proxy;
            }
        }
    }
}
