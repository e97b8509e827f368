package cn.mejene.kernel.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * This node's place among the nodes. Joined once at boot, on a thread that may block; left by closing {@link #vertx()}.
 * What is decided must not rest on it: a cluster that is split or gone makes calls slower, never wrong.
 */
public final class Cluster {
    private static final int CONNECT_MILLIS = 2_000;

    private final Vertx vertx;
    private final @Nullable HazelcastInstance hazelcast;
    private final @Nullable ClusterKeys keys;

    private Cluster(Vertx vertx, @Nullable HazelcastInstance hazelcast, @Nullable ClusterKeys keys) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.keys = keys;
    }

    /**
     * Makes the node's Vert.x, and joins the others if there are any.
     *
     * @param more what else the caller wants of the builder, e.g. metrics
     */
    public static Cluster join(ClusterConfig config, VertxOptions options, UnaryOperator<VertxBuilder> more) {
        if (config.alone()) {
            return new Cluster(more.apply(Vertx.builder().with(options)).build(), null, null);
        }
        // Hazelcast logs before it reads its configuration.
        System.setProperty("hazelcast.logging.type", "slf4j");
        var keys = new ClusterKeys(config.sharedSecret().value());
        var manager = new HazelcastClusterManager(HazelcastSettings.of(config, keys));
        var vertx = more.apply(Vertx.builder().with(options.setEventBusOptions(bus(config))))
                .withClusterManager(manager)
                .buildClustered()
                .await();
        return new Cluster(vertx, manager.getHazelcastInstance(), keys);
    }

    /** Both sides show a certificate of the nodes' own authority; the names in them are not looked at. */
    private static EventBusOptions bus(ClusterConfig config) {
        var bus = config.listenBus();
        return new EventBusOptions()
                .setHost(config.listenHost())
                .setPort(bus.port())
                .setClusterPublicHost(config.listenHost())
                .setClusterPublicPort(bus.port())
                .setConnectTimeout(CONNECT_MILLIS)
                .setSsl(true)
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(bus.certificate().toString())
                        .setKeyPath(bus.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(bus.authority().toString()));
    }

    public Vertx vertx() {
        return vertx;
    }

    /** For hints between nodes that may be lost; empty when the node is alone. */
    public Optional<HazelcastInstance> hazelcast() {
        return Optional.ofNullable(hazelcast);
    }

    /** Empty when the node is alone. */
    public Optional<ClusterKeys> keys() {
        return Optional.ofNullable(keys);
    }

    /** How many nodes this one sees, itself included. */
    public int size() {
        var instance = hazelcast;
        return instance == null || !instance.getLifecycleService().isRunning()
                ? 1
                : instance.getCluster().getMembers().size();
    }
}
