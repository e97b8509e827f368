package cn.mejene.payments;

import cn.mejene.kernel.Problem;
import java.util.Arrays;
import java.util.Locale;

/** How a payer reaches a provider. */
public enum Channel {
    WECHAT_JSAPI("wechatpay"),
    WECHAT_APP("wechatpay"),
    WECHAT_NATIVE("wechatpay"),
    ALIPAY_APP("alipay"),
    ALIPAY_PAGE("alipay");

    private final String provider;

    Channel(String provider) {
        this.provider = provider;
    }

    /** The channel of the contract's word, e.g. {@code wechat-native}. */
    static Channel of(String word) {
        return Arrays.stream(values())
                .filter(channel -> channel.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("/channel", "enum", "There is no such channel."));
    }

    /** The word of the contract and the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String provider() {
        return provider;
    }
}
