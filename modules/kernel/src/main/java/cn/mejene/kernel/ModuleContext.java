package cn.mejene.kernel;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.config.Policies;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.event.Outbox;
import cn.mejene.kernel.outbound.Outbound;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What the kernel lends a module: one instance per node, usable from any thread once the node has booted.
 *
 * @param node the node's id, e.g. {@code node-1}
 * @param development whether the profile is {@code dev}
 * @param clock the injected clock; business code asks no other
 * @param database the main database, application role
 * @param keys the database of wrapped keys, its own application role
 * @param outbound the only source of clients that connect to anybody else
 */
public record ModuleContext(
        String node,
        boolean development,
        Vertx vertx,
        InstantSource clock,
        Database database,
        Database keys,
        Bus bus,
        Outbox outbox,
        Ports ports,
        Policies policies,
        Outbound outbound,
        MeterRegistry metrics) {

    /** Shorthand for {@code ports().get(port)}. */
    public <T> T port(Class<T> port) {
        return ports.get(port);
    }
}
