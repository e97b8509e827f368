package cn.mejene.gateway;

import cn.mejene.gateway.dev.DevConfig;
import cn.mejene.gateway.http.HttpConfig;
import cn.mejene.gateway.management.ManagementConfig;
import cn.mejene.gateway.stream.StreamConfig;
import cn.mejene.gateway.token.TokenConfig;
import cn.mejene.kernel.cluster.ClusterConfig;
import cn.mejene.kernel.config.Configuration;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * The gateway's sections of the configuration; the kernel and the modules bind the others. Immutable.
 *
 * @param listener missing, with its section {@code http}, on a node that only works for others
 * @param dev there in profile {@code dev} only
 */
record Settings(
        ClusterConfig cluster, Optional<Listener> listener, ManagementConfig management, Optional<DevConfig> dev) {

    /** What the public listener stands on. */
    record Listener(HttpConfig http, TokenConfig tokens, StreamConfig streams) {}

    private static final Set<String> SECTIONS =
            Set.of("node", "cluster", "database", "keys", "http", "tokens", "streams", "management", "dev", "modules");

    /** @throws cn.mejene.kernel.config.ConfigException for a section that nobody knows or a value that cannot be */
    static Settings of(Configuration configuration) {
        configuration.requireOnly(SECTIONS);
        new ProductionChecks(configuration).run();
        return new Settings(
                configuration.section("cluster", ClusterConfig.class),
                optional(configuration, "http", HttpConfig.class)
                        .map(http -> new Listener(
                                http,
                                configuration.section("tokens", TokenConfig.class),
                                configuration.section("streams", StreamConfig.class))),
                configuration.section("management", ManagementConfig.class),
                optional(configuration, "dev", DevConfig.class));
    }

    private static <T> Optional<T> optional(Configuration configuration, String name, Class<T> type) {
        return configuration.section(name, JsonNode.class).isEmpty()
                ? Optional.empty()
                : Optional.of(configuration.section(name, type));
    }
}
