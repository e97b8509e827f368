package cn.mejene.gateway;

import cn.mejene.gateway.dev.DevConfig;
import cn.mejene.gateway.http.HttpConfig;
import cn.mejene.gateway.management.ManagementConfig;
import cn.mejene.gateway.stream.StreamConfig;
import cn.mejene.gateway.token.TokenConfig;
import cn.mejene.kernel.config.Configuration;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * The gateway's sections of the configuration; the kernel and the modules bind the others. Immutable.
 *
 * @param dev there in profile {@code dev} only
 */
record Settings(
        HttpConfig http,
        TokenConfig tokens,
        StreamConfig streams,
        ManagementConfig management,
        Optional<DevConfig> dev) {
    private static final Set<String> SECTIONS =
            Set.of("node", "database", "keys", "http", "tokens", "streams", "management", "dev", "modules");

    /** @throws cn.mejene.kernel.config.ConfigException for a section that nobody knows or a value that cannot be */
    static Settings of(Configuration configuration) {
        configuration.requireOnly(SECTIONS);
        new ProductionChecks(configuration).run();
        return new Settings(
                configuration.section("http", HttpConfig.class),
                configuration.section("tokens", TokenConfig.class),
                configuration.section("streams", StreamConfig.class),
                configuration.section("management", ManagementConfig.class),
                configuration.section("dev", JsonNode.class).isEmpty()
                        ? Optional.empty()
                        : Optional.of(configuration.section("dev", DevConfig.class)));
    }
}
