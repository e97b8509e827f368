package cn.mejene.identity.session;

import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Opaque refresh tokens of 256 bits, kept as SHA-256 only. A token's successor follows from it under a key of the
 * platform, so that a retry gets the very same successor and yet no token is ever stored. Thread-safe.
 */
final class RefreshTokens {
    private static final String PREFIX = "mrt_";
    private static final int BYTES = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final KeyRing keyRing;

    RefreshTokens(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    String make() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + BASE64URL.encodeToString(bytes);
    }

    String successor(String token) {
        return PREFIX + BASE64URL.encodeToString(keyRing.blindIndex("refresh-successor", token));
    }

    Buffer hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Buffer.buffer(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
