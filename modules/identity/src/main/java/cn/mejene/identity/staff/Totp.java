package cn.mejene.identity.staff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords: RFC 6238 with HMAC-SHA-1, 30 seconds, six digits, one step of tolerance to each side.
 * Stateless; that a step is used once is decided in the database.
 */
final class Totp {
    private static final String ALGORITHM = "HmacSHA1";
    static final long STEP_SECONDS = 30;
    private static final int MODULUS = 1_000_000;

    private Totp() {}

    /** The step whose password this is, if it is the present one's, the one before or the one after. */
    static OptionalLong match(byte[] secret, String password, Instant now) {
        long present = now.getEpochSecond() / STEP_SECONDS;
        var matched = OptionalLong.empty();
        for (long step = present - 1; step <= present + 1; step++) {
            if (same(password(secret, step), password)) {
                matched = OptionalLong.of(step);
            }
        }
        return matched;
    }

    static String password(byte[] secret, long step) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 15;
            int truncated = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%06d", truncated % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    private static boolean same(String ours, String theirs) {
        return MessageDigest.isEqual(ours.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
    }
}
