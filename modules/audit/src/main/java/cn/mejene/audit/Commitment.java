package cn.mejene.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The salted commitment to a body: SHA-256 of {@code "mejene-log-entry/1\n"}, the 32-byte salt, and the body's UTF-8
 * bytes. It is what the tree's leaf will hold; without the salt it tells nothing of the body.
 */
final class Commitment {
    private static final byte[] DOMAIN = "mejene-log-entry/1\n".getBytes(StandardCharsets.US_ASCII);

    private Commitment() {}

    static byte[] of(byte[] salt, String body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(DOMAIN);
            digest.update(salt);
            return digest.digest(body.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
