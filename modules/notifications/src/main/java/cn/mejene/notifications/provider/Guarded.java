package cn.mejene.notifications.provider;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.circuitbreaker.TimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider behind a circuit breaker: one that fails or is slow again and again is left alone for a while, so that
 * whoever waits for it does not wait long. Thread-safe.
 */
public final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);
    private static final int FAILURES = 5;
    private static final Duration WINDOW = Duration.ofSeconds(20);
    private static final Duration REST = Duration.ofSeconds(5);

    private final Provider provider;
    private final String use;
    private final CircuitBreaker breaker;
    private final MeterRegistry metrics;

    /** Carries an unhealthy outcome past the breaker, which counts failures. */
    private static final class Unhealthy extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Outcome outcome;

        Unhealthy(Outcome outcome) {
            super(outcome.code(), null, false, false);
            this.outcome = outcome;
        }
    }

    /**
     * @param use what it sends, e.g. {@code codes}; a provider has a breaker for each use
     * @param patience how long one sending may take
     */
    public Guarded(Vertx vertx, Provider provider, String use, Duration patience, MeterRegistry metrics) {
        this.provider = provider;
        this.use = use;
        this.metrics = metrics;
        this.breaker = CircuitBreaker.create(
                        provider.name() + "-" + use,
                        vertx,
                        new CircuitBreakerOptions()
                                .setMaxFailures(FAILURES)
                                .setFailuresRollingWindow(WINDOW.toMillis())
                                .setTimeout(patience.toMillis())
                                .setResetTimeout(REST.toMillis()))
                .openHandler(_ -> tell("message provider fails and is left alone"))
                .closeHandler(_ -> tell("message provider works again"));
        metrics.gauge(
                "mejene.messages.provider.paused",
                io.micrometer.core.instrument.Tags.of("provider", provider.name(), "use", use),
                breaker,
                open -> open.state() == CircuitBreakerState.CLOSED ? 0 : 1);
    }

    private void tell(String what) {
        LOG.atWarn()
                .addKeyValue("provider", provider.name())
                .addKeyValue("use", use)
                .log(what);
    }

    public String name() {
        return provider.name();
    }

    public boolean recognisesRepeats() {
        return provider.recognisesRepeats();
    }

    /** Whether it is left alone for now. */
    public boolean isPaused() {
        return breaker.state() == CircuitBreakerState.OPEN;
    }

    public Future<String> key(String deliveryId) {
        return provider.key(deliveryId);
    }

    /** Never a failed future. */
    public Future<Outcome> send(Outgoing message) {
        return breaker.execute(() -> provider.send(message).map(Guarded::healthy))
                .recover(failure -> Future.succeededFuture(outcome(failure)))
                .onSuccess(this::count);
    }

    private static Outcome healthy(Outcome outcome) {
        if (!outcome.isHealthy()) {
            throw new Unhealthy(outcome);
        }
        return outcome;
    }

    private Outcome outcome(Throwable failure) {
        return switch (failure) {
            case Unhealthy unhealthy -> unhealthy.outcome;
            case OpenCircuitException _ -> Outcome.notAsked();
            case TimeoutException _ -> Outcome.unanswered("timeout");
            default -> {
                LOG.atWarn()
                        .addKeyValue("provider", provider.name())
                        .addKeyValue("cause", failure.getClass().getName())
                        .log("message could not be handed over");
                yield Outcome.unanswered("broken");
            }
        };
    }

    private void count(Outcome outcome) {
        metrics.counter(
                        "mejene.messages.handed",
                        "provider",
                        provider.name(),
                        "use",
                        use,
                        "result",
                        outcome.result().name().toLowerCase(java.util.Locale.ROOT))
                .increment();
    }
}
