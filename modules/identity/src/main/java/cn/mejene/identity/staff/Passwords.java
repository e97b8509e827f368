package cn.mejene.identity.staff;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106; 19 MiB, 2 passes, the OWASP minimum), kept in PHC form. At most two at a
 * time per instance, so that a flood of sign-ins takes neither the memory nor the cores. Virtual threads only.
 */
final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final String FORM = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$";
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final Semaphore atOnce = new Semaphore(2);

    String hash(String password) {
        var salt = new byte[SALT];
        random.nextBytes(salt);
        return FORM + BASE64.encodeToString(salt) + "$" + BASE64.encodeToString(argon2(password, salt));
    }

    boolean matches(String password, String phc) {
        if (!phc.startsWith(FORM)) {
            throw new IllegalStateException("a stored password hash has an unknown form");
        }
        int end = phc.indexOf('$', FORM.length());
        var salt = Base64.getDecoder().decode(phc.substring(FORM.length(), end));
        var hash = Base64.getDecoder().decode(phc.substring(end + 1));
        return MessageDigest.isEqual(hash, argon2(password, salt));
    }

    private byte[] argon2(String password, byte[] salt) {
        atOnce.acquireUninterruptibly();
        try {
            var generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(MEMORY_KIB)
                    .withIterations(PASSES)
                    .withParallelism(1)
                    .withSalt(salt)
                    .build());
            var hash = new byte[HASH];
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            atOnce.release();
        }
    }
}
