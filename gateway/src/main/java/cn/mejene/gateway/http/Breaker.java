package cn.mejene.gateway.http;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster's buckets may be asked: after a failure nobody does but one call every pause, until one succeeds.
 * Each spell of asking is a turn, and what belongs to an ended turn changes nothing any more. Thread-safe, and
 * logs a change of state once.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final long pause;
    private volatile State state = new State(0, false, 0);

    private record State(long turn, boolean broken, long retryAt) {}

    Breaker(Duration pause) {
        this.pause = pause.toNanos();
    }

    /** The turn that a call belongs to, nothing when it must do without the cluster. */
    OptionalLong enter() {
        var current = state;
        return current.broken ? trial() : OptionalLong.of(current.turn);
    }

    private synchronized OptionalLong trial() {
        long now = System.nanoTime();
        if (state.broken && now - state.retryAt < 0) {
            return OptionalLong.empty();
        }
        if (state.broken) {
            state = new State(state.turn + 1, true, now + pause);
        }
        return OptionalLong.of(state.turn);
    }

    void succeeded(long turn) {
        if (state.broken && change(turn, true, new State(turn, false, 0))) {
            LOG.atInfo().log("rate limits are shared again");
        }
    }

    void failed(long turn, Throwable cause) {
        if (change(turn, false, new State(turn + 1, true, System.nanoTime() + pause))) {
            LOG.atWarn().addKeyValue("cause", name(cause)).log("rate limits are counted by this node alone");
        }
    }

    private synchronized boolean change(long turn, boolean broken, State next) {
        boolean current = state.turn == turn && state.broken == broken;
        if (current) {
            state = next;
        }
        return current;
    }

    private static String name(Throwable cause) {
        var wrapped = cause instanceof CompletionException || cause instanceof ExecutionException;
        var origin = wrapped && cause.getCause() != null ? cause.getCause() : cause;
        return origin.getClass().getSimpleName();
    }

    boolean isBroken() {
        return state.broken;
    }
}
