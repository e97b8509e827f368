package cn.mejene.identity.staff;

import java.time.InstantSource;

/** What an authenticator app would show. */
public final class TotpAt {
    private static final long STEP = 30;

    private TotpAt() {}

    public static String now(String base32, InstantSource clock) {
        return Totp.password(Base32.decode(base32), clock.instant().getEpochSecond() / STEP);
    }
}
