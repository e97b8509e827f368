package cn.mejene.notifications.sms;

import cn.mejene.kernel.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests to Alibaba Cloud: request signature V3, {@code ACS3-HMAC-SHA256}. Immutable, thread-safe. It signs
 * the headers it is given and adds none.
 */
final class Acs3Signer {
    private static final String ALGORITHM = "ACS3-HMAC-SHA256";
    private static final String MAC = "HmacSHA256";

    private final String accessKeyId;
    private final SecretKeySpec key;

    /**
     * What is signed of a request.
     *
     * @param query decoded parameters of the address
     * @param headers all headers to sign, by lower-case name
     * @param bodyHash SHA-256 of the body, lower-case hex
     */
    record Request(
            String method,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            String bodyHash) {

        /** The request in the one form that both sides can make. */
        String canonical() {
            var fields = headers.entrySet().stream()
                    .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                    .collect(Collectors.joining());
            return String.join("\n", method, path, form(query), fields, names(), bodyHash);
        }

        String names() {
            return String.join(";", headers.keySet());
        }
    }

    Acs3Signer(String accessKeyId, Secret secret) {
        this.accessKeyId = accessKeyId;
        this.key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), MAC);
    }

    /** The value of the {@code Authorization} field. */
    String authorization(Request request) {
        return ALGORITHM + " Credential=" + accessKeyId + ",SignedHeaders=" + request.names() + ",Signature="
                + signature(request);
    }

    String signature(Request request) {
        var hash = sha256(request.canonical().getBytes(StandardCharsets.UTF_8));
        var toSign = (ALGORITHM + "\n" + hash).getBytes(StandardCharsets.UTF_8);
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(toSign));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + MAC, e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** A form body or a query in the provider's encoding. */
    static String form(Map<String, String> parameters) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** RFC 3986: unreserved characters stay, all others are escaped. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
