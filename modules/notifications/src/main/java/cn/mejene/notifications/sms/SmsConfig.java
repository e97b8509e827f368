package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * The SMS provider (key {@code modules.notifications.sms}).
 *
 * @param endpoint e.g. {@code https://dysmsapi.aliyuncs.com}; scheme, host and port only
 * @param signName the approved signature that texts begin with
 * @param templates the provider's template code by the name of the text, e.g. {@code login-code}
 * @param timeout how long one sending may take; 5 s when absent
 */
public record SmsConfig(
        URI endpoint,
        String accessKeyId,
        Secret accessKeySecret,
        String signName,
        Map<String, String> templates,
        Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(5);

    public SmsConfig {
        Required.field("endpoint", endpoint);
        Required.field("accessKeyId", accessKeyId);
        Required.field("accessKeySecret", accessKeySecret);
        Required.field("signName", signName);
        templates = Map.copyOf(Required.field("templates", templates));
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        var scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new ConfigException("endpoint must be an http or https address");
        }
        if (!timeout.isPositive()) {
            throw new ConfigException("timeout must be positive");
        }
    }

    /** What the {@code Host} field says: no port where it is the scheme's own. */
    String authority() {
        int port = endpoint.getPort();
        boolean usual = port < 0 || port == ("https".equals(endpoint.getScheme()) ? 443 : 80);
        return usual ? endpoint.getHost() : endpoint.getHost() + ":" + port;
    }
}
