package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Exception FAULT = new IllegalStateException();

    private final Breaker patient = new Breaker(Duration.ofHours(1));
    private final Breaker restless = new Breaker(Duration.ZERO);

    @Test
    void call_passes_whileNothingHasFailed() {
        patient.succeeded(patient.enter().orElseThrow());

        assertThat(patient.enter()).hasValue(0);
        assertThat(patient.isBroken()).isFalse();
    }

    @Test
    void nobody_passes_afterAFailure_beforeThePauseIsOver() {
        patient.failed(patient.enter().orElseThrow(), FAULT);

        assertThat(patient.enter()).isEmpty();
        assertThat(patient.isBroken()).isTrue();
    }

    @Test
    void trial_endsTheSpell_whenItSucceeds() {
        restless.failed(restless.enter().orElseThrow(), FAULT);
        long trial = restless.enter().orElseThrow();
        assertThat(restless.isBroken()).isTrue();

        restless.succeeded(trial);

        assertThat(restless.isBroken()).isFalse();
        assertThat(restless.enter()).hasValue(trial);
    }

    @Test
    void trial_changesNothing_whenItFails() {
        restless.failed(restless.enter().orElseThrow(), FAULT);

        restless.failed(restless.enter().orElseThrow(), FAULT);

        assertThat(restless.isBroken()).isTrue();
    }

    @Test
    void answers_ofEndedTurns_changeNothing() {
        long first = restless.enter().orElseThrow();
        restless.failed(first, FAULT);
        restless.succeeded(first);
        assertThat(restless.isBroken()).isTrue();

        restless.succeeded(restless.enter().orElseThrow());
        restless.failed(first, FAULT);
        assertThat(restless.isBroken()).isFalse();
    }
}
