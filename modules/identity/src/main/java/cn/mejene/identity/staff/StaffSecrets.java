package cn.mejene.identity.staff;

import cn.mejene.vault.KeyRing;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes random passwords and TOTP secrets for staff; what it makes is shown once and kept hashed and sealed. */
final class StaffSecrets {
    private static final int PASSWORD_BYTES = 18;
    private static final int SECRET_BYTES = 20;

    private final KeyRing keyRing;
    private final SecureRandom random = new SecureRandom();
    private final Passwords passwords = new Passwords();

    /**
     * New credentials.
     *
     * @param password in clear, for the person alone
     * @param secret in clear, for the person's authenticator alone
     */
    record Made(String password, TotpSecret secret, String passwordHash, Buffer sealedSecret) {
        @Override
        public String toString() {
            return "Made[***]";
        }
    }

    StaffSecrets(KeyRing keyRing) {
        this.keyRing = keyRing;
    }

    Made make(String staffId) {
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
        var secret = new TotpSecret(Base32.encode(bytes(SECRET_BYTES)));
        var sealed = Buffer.buffer(keyRing.seal(Staff.totpPlace(staffId), secret));
        return new Made(password, secret, passwords.hash(password), sealed);
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
