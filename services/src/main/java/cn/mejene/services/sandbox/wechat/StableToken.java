package cn.mejene.services.sandbox.wechat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server token of one application: the same for everybody who asks until five minutes before its end, when a new one
 * is given out and both are good. Confined to the sandbox's event loop.
 */
final class StableToken {
    private static final Duration LIFETIME = Duration.ofHours(2);
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private final Supplier<String> random;
    private Token current = new Token("", System.nanoTime());
    private Token previous = current;
    private int given;

    private record Token(String value, long endsAt) {
        boolean goodFor(Duration time) {
            return endsAt - System.nanoTime() > time.toNanos();
        }
    }

    /** What {@code stable_token} answers. */
    record Given(String token, long expiresIn) {}

    StableToken(Supplier<String> random) {
        this.random = random;
    }

    Given give(boolean force) {
        given++;
        if (force || !current.goodFor(OVERLAP)) {
            // A forced refresh ends the old one at once.
            previous = force ? new Token("", System.nanoTime()) : current;
            current = new Token(random.get(), System.nanoTime() + LIFETIME.toNanos());
        }
        return new Given(
                current.value(),
                Duration.ofNanos(current.endsAt() - System.nanoTime()).toSeconds());
    }

    /** The provider's code when the token is not good: 40001 for one that it does not know, 42001 for an expired one. */
    Optional<Integer> refuse(String token) {
        for (var known : new Token[] {current, previous}) {
            if (!token.isEmpty() && known.value().equals(token)) {
                return known.goodFor(Duration.ZERO) ? Optional.empty() : Optional.of(42001);
            }
        }
        return Optional.of(40001);
    }

    /** Ends what was given out, as a leak or another party's forced refresh does. */
    void end() {
        current = new Token("", System.nanoTime());
        previous = current;
    }

    /** How often it was asked for. */
    int given() {
        return given;
    }
}
