package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a provider is called, as configuration says it. */
final class Endpoints {
    private Endpoints() {}

    static void require(@Nullable URI endpoint) {
        var given = Required.field("endpoint", endpoint);
        var scheme = given.getScheme();
        if (given.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new ConfigException("endpoint must be an http or https address");
        }
    }

    static Duration positive(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new ConfigException("timeout must be positive");
        }
        return timeout;
    }

    /** What the {@code Host} field says: no port where it is the scheme's own. */
    static String authority(URI endpoint) {
        int port = endpoint.getPort();
        boolean usual = port < 0 || port == ("https".equals(endpoint.getScheme()) ? 443 : 80);
        return usual ? endpoint.getHost() : endpoint.getHost() + ":" + port;
    }
}
