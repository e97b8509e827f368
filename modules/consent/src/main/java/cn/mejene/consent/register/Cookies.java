package cn.mejene.consent.register;

import cn.mejene.kernel.config.Required;
import java.util.List;
import java.util.Map;

/** {@code config/policy/cookies.yaml}: every cookie that is set (policy II(A)1). Immutable. */
record Cookies(List<Cookie> cookies) {

    /** @param purpose by language tag */
    record Cookie(String name, boolean essential, Map<String, String> purpose) {}

    Cookies {
        cookies = List.copyOf(Required.field("cookies", cookies));
    }
}
