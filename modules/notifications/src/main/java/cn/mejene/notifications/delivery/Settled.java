package cn.mejene.notifications.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of a delivery that was claimed.
 *
 * @param pause of real time, before it may be claimed again
 * @param notBefore by the platform's clock, before it may be claimed again; null for no change
 * @param counted whether a provider failed to take it
 */
record Settled(
        String id,
        State state,
        @Nullable String provider,
        @Nullable String reference,
        @Nullable String reason,
        Duration pause,
        @Nullable Instant notBefore,
        boolean counted) {

    /** Where a delivery can be after it was claimed. */
    enum State {
        QUEUED,
        SENT,
        DROPPED,
        DEAD;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Settled sent(String id, String provider, @Nullable String reference) {
        return new Settled(id, State.SENT, provider, reference, null, Duration.ZERO, null, false);
    }

    /** It does not leave, because it must not or there is nowhere to go. */
    static Settled dropped(String id, String reason) {
        return new Settled(id, State.DROPPED, null, null, reason, Duration.ZERO, null, false);
    }

    /** It ought to have left; an operator decides. */
    static Settled dead(String id, @Nullable String provider, String reason) {
        return new Settled(id, State.DEAD, provider, null, reason, Duration.ZERO, null, true);
    }

    static Settled later(String id, @Nullable String provider, String reason, Duration pause, boolean counted) {
        return new Settled(id, State.QUEUED, provider, null, reason, pause, null, counted);
    }

    static Settled held(String id, Instant until) {
        return new Settled(id, State.QUEUED, null, null, "quiet-hours", Duration.ZERO, until, false);
    }
}
