package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The providers of text messages (key {@code modules.notifications.sms}), one at least: the first is asked first.
 *
 * @param callbackToken what providers' callbacks carry as {@code ?token=}, which makes their address unguessable; must be
 *     given outside development
 */
public record SmsConfig(
        @Nullable AliyunSmsConfig aliyun,
        @Nullable TencentSmsConfig tencent,
        @Nullable Secret callbackToken) {
    public SmsConfig {
        if (aliyun == null && tencent == null) {
            throw new ConfigException("sms: there is no provider");
        }
    }
}
