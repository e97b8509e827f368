package cn.mejene.gateway.management;

import cn.mejene.kernel.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
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
public final class Readiness implements AutoCloseable {
    private static final long LIMIT_MILLIS = 2_000;

    private final Map<String, Supplier<Future<?>>> checks;
    private final MessageConsumer<String> echo;
    private volatile boolean draining;

    private Readiness(Map<String, Supplier<Future<?>>> checks, MessageConsumer<String> echo) {
        this.checks = checks;
        this.echo = echo;
    }

    /** The checks of a booted node: both databases and the bus. */
    public static Readiness of(ModuleContext context) {
        return of(
                context.vertx(),
                Map.of(
                        "database", () -> ping(context.database().pool()),
                        "keys", () -> ping(context.keys().pool())));
    }

    static Readiness of(Vertx vertx, Map<String, Supplier<Future<?>>> checks) {
        var address = "gateway.echo";
        var echo = vertx.eventBus().<String>localConsumer(address, message -> message.reply(message.body()));
        var options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(LIMIT_MILLIS);
        var all = new TreeMap<>(checks);
        all.put("bus", () -> vertx.eventBus().request(address, "", options));
        return new Readiness(all, echo);
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

    @Override
    public void close() {
        echo.unregister();
    }
}
