package cn.mejene.payments.alipay;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The account with Alipay (key {@code modules.payments.alipay}).
 *
 * @param endpoint e.g. {@code https://openapi.alipay.com/gateway.do}
 * @param sellerId the account that is paid ({@code 2088…})
 * @param appKey our private key, PKCS#8
 * @param alipayKeys the provider's public keys that are accepted; two while they change
 * @param notifyUrl where notifications are to go
 * @param timeout how long one call may take; 5 s when absent
 */
public record AlipayConfig(
        URI endpoint,
        String appId,
        String sellerId,
        Secret appKey,
        List<Secret> alipayKeys,
        URI notifyUrl,
        Duration timeout) {
    private static final Duration USUAL = Duration.ofSeconds(5);

    public AlipayConfig {
        Required.field("endpoint", endpoint);
        Required.field("appId", appId);
        Required.field("sellerId", sellerId);
        Required.field("appKey", appKey);
        alipayKeys = List.copyOf(Required.field("alipayKeys", alipayKeys));
        Required.field("notifyUrl", notifyUrl);
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        if (endpoint.getHost() == null || notifyUrl.getHost() == null) {
            throw new ConfigException("endpoint and notifyUrl must be http or https addresses");
        }
        if (alipayKeys.isEmpty() || !timeout.isPositive()) {
            throw new ConfigException("alipayKeys must not be empty, timeout must be positive");
        }
    }
}
