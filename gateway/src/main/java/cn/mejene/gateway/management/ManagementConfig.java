package cn.mejene.gateway.management;

import cn.mejene.kernel.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code management}.
 *
 * @param host address to listen on; 127.0.0.1
 * @param port 0 for any free one; the public port + 1
 */
public record ManagementConfig(
        @Nullable String host, @Nullable Integer port) {

    public ManagementConfig {
        if (port != null && (port < 0 || port > 65_535)) {
            throw new ConfigException("port must be between 0 and 65535");
        }
    }

    String listenHost() {
        return host == null ? "127.0.0.1" : host;
    }

    int listenPort(int publicPort) {
        if (port != null) {
            return port;
        }
        return publicPort == 0 ? 0 : publicPort + 1;
    }
}
