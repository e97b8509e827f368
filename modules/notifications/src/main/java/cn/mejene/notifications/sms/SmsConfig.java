package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Secret;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The providers of text messages (key {@code modules.notifications.sms}), one at least: the first is asked first.
 *
 * @param callbackToken last part of the addresses that providers call back, which makes them unguessable: 24 to 64
 *     letters, digits, {@code -} and {@code _}; must be given outside development
 * @param callbackFrom network ranges that providers call back from, e.g. {@code 203.0.113.0/24}; outside development
 *     nothing is taken from elsewhere
 */
public record SmsConfig(
        @Nullable AliyunSmsConfig aliyun,
        @Nullable TencentSmsConfig tencent,
        @Nullable Secret callbackToken,
        List<String> callbackFrom) {
    private static final Pattern IN_A_PATH = Pattern.compile("[A-Za-z0-9_-]{24,64}");

    public SmsConfig {
        callbackFrom = List.copyOf(Objects.requireNonNullElse(callbackFrom, List.of()));
        if (aliyun == null && tencent == null) {
            throw new ConfigException("sms: there is no provider");
        }
        if (callbackToken != null && !IN_A_PATH.matcher(callbackToken.value()).matches()) {
            throw new ConfigException("sms.callbackToken must be 24 to 64 letters, digits, - and _");
        }
        AddressRanges.of(callbackFrom);
    }

    AddressRanges ranges() {
        return AddressRanges.of(callbackFrom);
    }
}
