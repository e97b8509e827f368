package cn.mejene.payments.alipay;

import cn.mejene.payments.provider.NoticeRefused;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Forms as Alipay sends and takes them: UTF-8, each name once. Stateless. */
final class AlipayForm {
    private static final int MOST_FIELDS = 100;

    private AlipayForm() {}

    /** @throws NoticeRefused when it is no form, or has a field twice */
    static SortedMap<String, String> parse(byte[] body) {
        var fields = new TreeMap<String, String>();
        try {
            for (var pair : new String(body, StandardCharsets.US_ASCII).split("&", MOST_FIELDS + 1)) {
                int equals = pair.indexOf('=');
                var name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                var value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (fields.put(name, value) != null) {
                    throw new NoticeRefused("malformed");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new NoticeRefused("malformed");
        }
        if (fields.size() > MOST_FIELDS) {
            throw new NoticeRefused("malformed");
        }
        return fields;
    }

    static String write(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
