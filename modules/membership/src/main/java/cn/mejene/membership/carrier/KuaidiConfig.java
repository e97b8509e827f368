package cn.mejene.membership.carrier;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * The account with Kuaidi100 (key {@code modules.membership.kuaidi100}).
 *
 * @param endpoint e.g. {@code https://poll.kuaidi100.com/poll}
 * @param key what subscriptions are authorised by
 * @param publicUrl where its notifications reach us, e.g. {@code https://api.mejene.cn}
 * @param timeout how long one call may take; 5 s when absent
 */
public record KuaidiConfig(URI endpoint, Secret key, URI publicUrl, Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(5);

    public KuaidiConfig {
        Required.field("endpoint", endpoint);
        Required.field("key", key);
        Required.field("publicUrl", publicUrl);
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        if (endpoint.getHost() == null || publicUrl.getHost() == null || !timeout.isPositive()) {
            throw new ConfigException("endpoint and publicUrl must be http or https addresses, timeout positive");
        }
    }
}
