package cn.mejene.payments;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.payments.alipay.AlipayConfig;
import cn.mejene.payments.wechat.WechatPayConfig;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the module.
 *
 * @param wechatPay the account with WeChat Pay; its channels are refused when absent
 * @param alipay the account with Alipay; its channels are refused when absent
 * @param expireAfter how long a payment may be paid, 5 minutes to a week; PT2H
 * @param askAfter how long nothing may be heard of a payment or refund before the provider is asked; PT1M
 * @param settleEvery how often, in real time, it is looked who is to be asked; PT5S
 */
record PaymentsConfig(
        @Nullable WechatPayConfig wechatPay,
        @Nullable AlipayConfig alipay,
        Duration expireAfter,
        Duration askAfter,
        Duration settleEvery) {

    PaymentsConfig {
        expireAfter =
                within("expireAfter", expireAfter, Duration.ofHours(2), Duration.ofMinutes(5), Duration.ofDays(7));
        askAfter = within("askAfter", askAfter, Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofHours(1));
        settleEvery = within(
                "settleEvery", settleEvery, Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(5));
    }

    private static Duration within(
            String key, @Nullable Duration value, Duration usual, Duration least, Duration most) {
        var given = Objects.requireNonNullElse(value, usual);
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new ConfigException(key + " must be between " + least + " and " + most);
        }
        return given;
    }
}
