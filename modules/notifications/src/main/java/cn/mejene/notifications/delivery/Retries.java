package cn.mejene.notifications.delivery;

import cn.mejene.notifications.provider.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** What follows from the outcome of a sending: written down, tried again later, or left to an operator. Stateless. */
final class Retries {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration PAUSED = Duration.ofSeconds(2);
    private static final Duration LIFE = Duration.ofDays(3);

    private Retries() {}

    static Settled settle(Delivery delivery, Route.Ended ended, Instant now) {
        var id = delivery.id();
        var provider = ended.provider().name();
        var outcome = ended.outcome();
        return switch (outcome.result()) {
            case TAKEN -> Settled.sent(id, provider, outcome.reference());
            case GONE -> Settled.dropped(id, outcome.code());
            case REFUSED -> Settled.dead(id, provider, outcome.code());
            case UNANSWERED ->
                Route.mayRepeat(ended)
                        ? again(delivery, provider, outcome.code(), now)
                        : Settled.dead(id, provider, outcome.code());
            case FAILED -> again(delivery, provider, outcome.code(), now);
            case NOT_ASKED ->
                isOld(delivery, now)
                        ? Settled.dead(id, null, "expired")
                        : Settled.later(id, null, outcome.code(), jittered(PAUSED), false);
        };
    }

    private static Settled again(Delivery delivery, String provider, String code, Instant now) {
        return delivery.attempts() + 1 >= ATTEMPTS || isOld(delivery, now)
                ? Settled.dead(delivery.id(), provider, code)
                : Settled.later(
                        delivery.id(), provider, code, jittered(FIRST.multipliedBy(1L << delivery.attempts())), true);
    }

    private static boolean isOld(Delivery delivery, Instant now) {
        return delivery.createdAt().plus(LIFE).isBefore(now);
    }

    /** Between half of it and all of it, so that what failed together is not tried again together. */
    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
    }
}
