package cn.mejene.identity.code;

import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;

/** Makes six-digit codes and compares them with their keyed hashes, which are bound to the request. Thread-safe. */
final class OneTimeCodes {
    private static final int BELOW = 1_000_000;

    private final SecureRandom random;
    private final KeyRing keyRing;

    OneTimeCodes(SecureRandom random, KeyRing keyRing) {
        this.random = random;
        this.keyRing = keyRing;
    }

    String make() {
        return String.format(Locale.ROOT, "%06d", random.nextInt(BELOW));
    }

    Buffer hash(String requestId, String code) {
        return Buffer.buffer(keyRing.blindIndex("code", requestId + "\n" + code));
    }

    boolean matches(Buffer hash, String requestId, String code) {
        return MessageDigest.isEqual(hash.getBytes(), hash(requestId, code).getBytes());
    }
}
