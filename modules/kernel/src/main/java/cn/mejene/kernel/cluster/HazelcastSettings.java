package cn.mejene.kernel.cluster;

import com.hazelcast.config.Config;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.util.HexFormat;
import java.util.Map;

/**
 * Hazelcast as it is used here: one interface, members named one by one, no discovery, no calls home. Its open edition
 * has no TLS and no login; the network it listens on must be closed, and nothing on it is personal or decides anything.
 */
final class HazelcastSettings {
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            // Details of its log lines name the cluster, which is a secret.
            Map.entry("hazelcast.logging.details.enabled", "false"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.max.join.seconds", "15"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            Map.entry("hazelcast.partition.migration.interval", "0"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "5"),
            Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
            Map.entry("hazelcast.invocation.max.retry.count", "25"),
            Map.entry("hazelcast.partition.count", "61"));

    private static final int CONNECT_SECONDS = 2;

    private HazelcastSettings() {}

    static Config of(ClusterConfig cluster, ClusterKeys keys) {
        var config = ConfigUtil.loadConfig();
        config.setClusterName("mejene-" + HexFormat.of().formatHex(keys.derive("hazelcast")));
        PROPERTIES.forEach(config::setProperty);
        var network = config.getNetworkConfig();
        network.setPort(cluster.listenPort())
                .setPortAutoIncrement(false)
                .setPublicAddress(cluster.listenHost() + ":" + cluster.announcedPort())
                .getInterfaces()
                .setEnabled(true)
                .clear()
                .addInterface(cluster.listenHost());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setMembers(cluster.addresses())
                .setConnectionTimeoutSeconds(CONNECT_SECONDS);
        return config;
    }
}
