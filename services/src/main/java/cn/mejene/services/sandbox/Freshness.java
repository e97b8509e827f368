package cn.mejene.services.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests that are old or seen before. The application's clock may be moved in the dev profile, so the newest
 * authentic date is what counts as now, not the clock of this machine: only call it with dates whose signature holds.
 * Safe for use by several threads; it remembers the last 10,000 nonces and nothing across a restart.
 */
final class Freshness {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int NONCES = 10_000;

    private final Set<String> nonces = new LinkedHashSet<>();
    private Instant newest = Instant.MIN;

    /** The provider's error code, or empty when the request is new. */
    synchronized Optional<String> refuse(Instant date, String nonce) {
        if (!newest.equals(Instant.MIN) && date.isBefore(newest.minus(WINDOW))) {
            return Optional.of("InvalidTimeStamp.Expired");
        }
        if (!nonces.add(nonce)) {
            return Optional.of("SignatureNonceUsed");
        }
        if (nonces.size() > NONCES) {
            nonces.remove(nonces.iterator().next());
        }
        newest = date.isAfter(newest) ? date : newest;
        return Optional.empty();
    }
}
