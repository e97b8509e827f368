package cn.mejene.identity.wechat;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The WeChat platform (key {@code modules.identity.wechat}).
 *
 * @param endpoint {@code https://api.weixin.qq.com}; scheme, host and port only
 * @param miniProgram the mini-program
 * @param app the app on phones; without it nobody signs in from one
 * @param timeout how long one call may take; 3 s when absent
 */
public record WechatConfig(
        URI endpoint, Application miniProgram, @Nullable Application app, Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(3);

    /** One of the company's applications. */
    public record Application(String appId, Secret secret) {
        public Application {
            Required.field("appId", appId);
            Required.field("secret", secret);
        }
    }

    public WechatConfig {
        Required.field("endpoint", endpoint);
        Required.field("miniProgram", miniProgram);
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        var scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new ConfigException("endpoint must be an http or https address");
        }
        if (!timeout.isPositive() || timeout.compareTo(USUAL.multipliedBy(2)) > 0) {
            throw new ConfigException("timeout must be positive and at most PT6S");
        }
    }
}
