package cn.mejene.services.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The provider's half of Alibaba Cloud's request signature V3, {@code ACS3-HMAC-SHA256}: it says whether a request was
 * signed with the secret. Immutable. It judges neither the age of a request nor whether it was seen before.
 */
final class Acs3Signature {
    private static final String ALGORITHM = "ACS3-HMAC-SHA256";
    private static final Pattern AUTHORIZATION =
            Pattern.compile(ALGORITHM + " +Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})");
    private static final HexFormat HEX = HexFormat.of();

    private final String accessKeyId;
    private final SecretKeySpec key;

    Acs3Signature(String accessKeyId, String secret) {
        this.accessKeyId = accessKeyId;
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** The provider's error code, or empty when the request is authentic and whole. */
    Optional<String> refuse(SignedRequest request) {
        var authorization =
                AUTHORIZATION.matcher(request.header("authorization").orElse(""));
        if (!authorization.matches()) {
            return Optional.of("IncompleteSignature");
        }
        if (!authorization.group(1).equals(accessKeyId)) {
            return Optional.of("InvalidAccessKeyId.NotFound");
        }
        var signed = List.of(authorization.group(2).split(";"));
        if (!coversAll(signed, request)) {
            return Optional.of("IncompleteSignature");
        }
        var whole = same(
                digest(request.body()), request.header("x-acs-content-sha256").orElse(""));
        var authentic = same(signature(canonical(request, signed)), authorization.group(3));
        return whole && authentic ? Optional.empty() : Optional.of("SignatureDoesNotMatch");
    }

    /** What is signed: the request in the one form that both sides can make. */
    static String canonical(SignedRequest request, List<String> signed) {
        var query = request.query().entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        var headers = signed.stream()
                .sorted()
                .map(name -> name + ":" + request.header(name).orElse("") + "\n")
                .collect(Collectors.joining());
        var names = signed.stream().sorted().collect(Collectors.joining(";"));
        return String.join(
                "\n",
                request.method(),
                request.path(),
                query,
                headers,
                names,
                request.header("x-acs-content-sha256").orElse(""));
    }

    /** The signature of a canonical request, in lower-case hexadecimal. */
    String signature(String canonical) {
        var toSign = ALGORITHM + "\n" + digest(canonical.getBytes(StandardCharsets.UTF_8));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HEX.formatHex(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK lacks HmacSHA256", broken);
        }
    }

    /** SHA-256 in lower-case hexadecimal. */
    static String digest(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK lacks SHA-256", broken);
        }
    }

    private static boolean coversAll(List<String> signed, SignedRequest request) {
        return signed.containsAll(List.of("host", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"))
                && request.headers().keySet().stream()
                        .filter(name -> name.startsWith("x-acs-"))
                        .allMatch(signed::contains);
    }

    private static boolean same(String ours, String theirs) {
        return MessageDigest.isEqual(
                ours.getBytes(StandardCharsets.US_ASCII), theirs.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 3986 unreserved characters stay, all others are escaped. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
