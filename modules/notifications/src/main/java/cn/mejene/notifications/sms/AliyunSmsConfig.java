package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Alibaba Cloud as provider of text messages (key {@code modules.notifications.sms.aliyun}).
 *
 * @param endpoint e.g. {@code https://dysmsapi.aliyuncs.com}; scheme, host and port only
 * @param signName the approved signature that texts begin with
 * @param templates the provider's template code by the name of the text, e.g. {@code login-code}
 * @param timeout how long one sending may take; 2 s when absent
 */
public record AliyunSmsConfig(
        URI endpoint,
        String accessKeyId,
        Secret accessKeySecret,
        String signName,
        Map<String, String> templates,
        Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(2);

    public AliyunSmsConfig {
        Endpoints.require(endpoint);
        Required.field("accessKeyId", accessKeyId);
        Required.field("accessKeySecret", accessKeySecret);
        Required.field("signName", signName);
        templates = Map.copyOf(Required.field("templates", templates));
        timeout = Endpoints.positive(Objects.requireNonNullElse(timeout, USUAL));
    }
}
