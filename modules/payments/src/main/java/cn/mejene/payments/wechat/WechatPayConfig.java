package cn.mejene.payments.wechat;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import cn.mejene.payments.Channel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account with WeChat Pay (key {@code modules.payments.wechatPay}).
 *
 * @param endpoint e.g. {@code https://api.mch.weixin.qq.com}; scheme, host and port only
 * @param appId of the mini-program: it takes JSAPI and native payments
 * @param mobileAppId of the mobile app, which the open platform gives another; its channel is refused when absent
 * @param merchantKey our private key, PKCS#8
 * @param merchantSerial serial number of our certificate
 * @param apiV3Keys the symmetric keys that notifications may be sealed with, the newest first; 32 bytes each
 * @param platformKeys the provider's public keys that are accepted; two while they change
 * @param notifyUrl where notifications are to go, without a query
 * @param timeout how long one call may take; 5 s when absent
 * @param developmentPayer stands for members who did not sign in through WeChat, in development only
 */
public record WechatPayConfig(
        URI endpoint,
        String merchantId,
        String appId,
        @Nullable String mobileAppId,
        Secret merchantKey,
        String merchantSerial,
        List<Secret> apiV3Keys,
        List<PlatformKey> platformKeys,
        URI notifyUrl,
        Duration timeout,
        @Nullable String developmentPayer) {
    private static final Duration USUAL = Duration.ofSeconds(5);
    private static final int KEY_BYTES = 32;

    /**
     * A public key of the provider.
     *
     * @param id {@code PUB_KEY_ID_…}, or the serial number of a platform certificate
     */
    public record PlatformKey(String id, Secret key) {
        public PlatformKey {
            Required.field("id", id);
            Required.field("key", key);
        }
    }

    public WechatPayConfig {
        Required.field("endpoint", endpoint);
        Required.field("merchantId", merchantId);
        Required.field("appId", appId);
        Required.field("merchantKey", merchantKey);
        Required.field("merchantSerial", merchantSerial);
        apiV3Keys = List.copyOf(Required.field("apiV3Keys", apiV3Keys));
        platformKeys = List.copyOf(Required.field("platformKeys", platformKeys));
        Required.field("notifyUrl", notifyUrl);
        timeout = Objects.requireNonNullElse(timeout, USUAL);
        if (endpoint.getHost() == null || notifyUrl.getHost() == null) {
            throw new ConfigException("endpoint and notifyUrl must be http or https addresses");
        }
        if (notifyUrl.getQuery() != null) {
            throw new ConfigException("notifyUrl must not have a query");
        }
        if (apiV3Keys.isEmpty() || platformKeys.isEmpty() || !timeout.isPositive()) {
            throw new ConfigException("apiV3Keys and platformKeys must not be empty, timeout must be positive");
        }
        if (!apiV3Keys.stream().allMatch(key -> bytes(key).length == KEY_BYTES)) {
            throw new ConfigException("apiV3Keys must have 32 bytes each");
        }
        if (appId.equals(mobileAppId)) {
            throw new ConfigException("mobileAppId must not be that of the mini-program");
        }
    }

    /** Which application of ours takes payments of a channel; empty when there is none. */
    Optional<String> application(Channel channel) {
        return switch (channel) {
            case WECHAT_JSAPI, WECHAT_NATIVE -> Optional.of(appId);
            case WECHAT_APP -> Optional.ofNullable(mobileAppId);
            default -> Optional.empty();
        };
    }

    boolean isOurs(String application) {
        return application.equals(appId) || application.equals(mobileAppId);
    }

    static byte[] bytes(Secret key) {
        return key.value().getBytes(StandardCharsets.UTF_8);
    }
}
