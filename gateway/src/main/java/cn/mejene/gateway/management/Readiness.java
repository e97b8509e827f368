package cn.mejene.gateway.management;

import cn.mejene.kernel.ModuleContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether this node should get calls: nothing keeps it from serving and it is not on its way out. Thread-safe, never
 * blocks; every check has a limit of its own, so an answer always comes.
 */
public final class Readiness {
    private static final long LIMIT_MILLIS = 2_000;

    private final Map<String, Supplier<Future<?>>> checks;
    private volatile boolean draining;

    Readiness(Map<String, Supplier<Future<?>>> checks) {
        this.checks = new TreeMap<>(checks);
    }

    /** The checks of a booted node: both databases, and that the bus finds this node. */
    public static Readiness of(ModuleContext context) {
        return new Readiness(Map.of(
                "database", () -> ping(context.database().pool()),
                "keys", () -> ping(context.keys().pool()),
                "bus", () -> context.bus().ping(context.node())));
    }

    private static Future<?> ping(Pool pool) {
        return pool.query("SELECT 1").execute();
    }

    /** From now on the answer is no. */
    public void drain() {
        draining = true;
    }

    /** The outcome of every check by name; true when it passed. */
    Future<Map<String, Boolean>> check() {
        var outcomes = new LinkedHashMap<String, Future<Boolean>>();
        checks.forEach((name, check) -> outcomes.put(name, passed(check)));
        return Future.join(outcomes.values().stream().toList()).map(_ -> {
            var results = new LinkedHashMap<String, Boolean>();
            outcomes.forEach((name, outcome) -> results.put(name, outcome.result()));
            results.put("serving", !draining);
            return results;
        });
    }

    private static Future<Boolean> passed(Supplier<Future<?>> check) {
        return Future.succeededFuture()
                .compose(_ -> check.get())
                .timeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .transform(outcome -> Future.succeededFuture(outcome.succeeded()));
    }
}
