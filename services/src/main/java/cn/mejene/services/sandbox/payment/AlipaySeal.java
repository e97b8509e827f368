package cn.mejene.services.sandbox.payment;

import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Alipay's half of its signatures ({@code RSA2}). Immutable. */
final class AlipaySeal {
    static final String APP = "2021000000000001";
    static final String SELLER = "2088000000000001";

    private final PaymentKeys keys;

    AlipaySeal(PaymentKeys keys) {
        this.keys = keys;
    }

    /** The fields of a request; empty unless the merchant's application has signed exactly these. */
    Optional<SortedMap<String, String>> authentic(String form) {
        var fields = new TreeMap<String, String>();
        for (var pair : form.split("&", -1)) {
            var parts = pair.split("=", 2);
            fields.put(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
        }
        var signed = new TreeMap<>(fields);
        var signature = signed.remove("sign");
        boolean holds = signature != null
                && APP.equals(fields.get("app_id"))
                && "RSA2".equals(fields.get("sign_type"))
                && Rsa.verify(keys.alipayApp(), joined(signed), signature);
        return holds ? Optional.of(fields) : Optional.empty();
    }

    /** The text of an answer with its signature. */
    String answer(String method, JsonObject content, boolean authentic) {
        var text = content.encode();
        return "{\"" + method.replace('.', '_') + "_response\":" + text + ",\"sign\":\""
                + Rsa.sign(keys.alipay(), authentic ? text : text + " ") + "\"}";
    }

    /** A notification as a form, signed over all fields but {@code sign} and {@code sign_type}. */
    String notification(SortedMap<String, String> fields) {
        return notification(fields, keys.alipay());
    }

    /** The same by somebody who has not the provider's key. */
    String notificationByAnother(SortedMap<String, String> fields) {
        return notification(fields, keys.wechatPlatform());
    }

    private static String notification(SortedMap<String, String> fields, PrivateKey key) {
        var form = new TreeMap<>(fields);
        form.put("sign_type", "RSA2");
        form.put("sign", Rsa.sign(key, joined(fields)));
        return write(form);
    }

    static String write(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String joined(SortedMap<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
