package cn.mejene.gateway.stream;

import cn.mejene.kernel.Problem;
import io.vertx.core.MultiMap;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the sender announced of a body in {@code Upload-Checksum} (tus 1.0.0, checksum), held against the bytes as they
 * pass. For one body; one thread at a time.
 */
final class SentChecksum {
    private static final Pattern FIELD = Pattern.compile("(\\S+) +([A-Za-z0-9+/]+={0,2})");

    private final MessageDigest digest;
    private final byte[] expected;

    private SentChecksum(MessageDigest digest, byte[] expected) {
        this.digest = digest;
        this.expected = expected;
    }

    /** @throws Problem 400 {@code checksum-unsupported} or {@code checksum-malformed} */
    static Optional<SentChecksum> of(MultiMap headers) {
        var sent = headers.getAll("upload-checksum");
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        var field = FIELD.matcher(sent.getFirst().strip());
        if (sent.size() > 1 || !field.matches()) {
            throw malformed();
        }
        return Optional.of(new SentChecksum(algorithm(field.group(1)), decoded(field.group(2))));
    }

    void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** @throws Problem 460 {@code checksum-mismatch} when other bytes came */
    void require() {
        if (!Arrays.equals(digest.digest(), expected)) {
            throw Problem.of(460, "checksum-mismatch", "The bytes that arrived are not those that were announced.");
        }
    }

    private static MessageDigest algorithm(String name) {
        var known =
                switch (name) {
                    case "sha1" -> "SHA-1";
                    case "sha256" -> "SHA-256";
                    default -> throw Problem.of(400, "checksum-unsupported", "Upload-Checksum takes sha1 and sha256.");
                };
        try {
            return MessageDigest.getInstance(known);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static Problem malformed() {
        return Problem.of(400, "checksum-malformed", "Upload-Checksum is an algorithm and a base 64 digest.");
    }
}
