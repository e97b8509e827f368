package cn.mejene.payments.alipay;

import cn.mejene.payments.provider.Rsa;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Alipay's {@code RSA2}: SHA256withRSA over sorted parameters, or over the exact text of an answer. Immutable,
 * thread-safe.
 */
final class AlipaySignatures {
    private final PrivateKey appKey;
    private final List<PublicKey> alipayKeys;

    AlipaySignatures(AlipayConfig config) {
        this.appKey = Rsa.privateKey("appKey", config.appKey());
        this.alipayKeys = config.alipayKeys().stream()
                .map(key -> Rsa.publicKey("alipayKeys", key))
                .toList();
    }

    /** The signature of a request: over all of its parameters that are not empty. */
    String sign(SortedMap<String, String> parameters) {
        return Rsa.sign(appKey, joined(parameters).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a notification is Alipay's: over all parameters but {@code sign} and {@code sign_type}. */
    boolean verify(Map<String, String> parameters) {
        var signed = new TreeMap<>(parameters);
        signed.remove("sign_type");
        var signature = signed.remove("sign");
        return signature != null && verify(joined(signed), signature);
    }

    boolean verify(String text, String signature) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return alipayKeys.stream().anyMatch(key -> Rsa.verify(key, bytes, signature));
    }

    static String joined(SortedMap<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
    }
}
