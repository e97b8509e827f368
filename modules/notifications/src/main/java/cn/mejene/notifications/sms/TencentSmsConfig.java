package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Tencent Cloud as provider of text messages (key {@code modules.notifications.sms.tencent}).
 *
 * @param endpoint e.g. {@code https://sms.tencentcloudapi.com}; scheme, host and port only
 * @param region e.g. {@code ap-guangzhou}
 * @param sdkAppId the application's number with the provider
 * @param signName the approved signature that texts begin with
 * @param templates the provider's template number by the name of the text; a template takes the text's values in the
 *     order of their names
 * @param timeout how long one sending may take; 2 s when absent
 */
public record TencentSmsConfig(
        URI endpoint,
        String region,
        String secretId,
        Secret secretKey,
        String sdkAppId,
        String signName,
        Map<String, String> templates,
        Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(2);

    public TencentSmsConfig {
        Endpoints.require(endpoint);
        Required.field("region", region);
        Required.field("secretId", secretId);
        Required.field("secretKey", secretKey);
        Required.field("sdkAppId", sdkAppId);
        Required.field("signName", signName);
        templates = Map.copyOf(Required.field("templates", templates));
        timeout = Endpoints.positive(Objects.requireNonNullElse(timeout, USUAL));
    }
}
