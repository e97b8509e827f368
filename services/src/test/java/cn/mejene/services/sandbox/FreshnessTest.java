package cn.mejene.services.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final Freshness freshness = new Freshness();

    @Test
    void refuse_isEmpty_whenClockMovedForward() {
        freshness.refuse(NOW, "a");

        assertThat(freshness.refuse(NOW.plus(Duration.ofDays(400)), "b")).isEmpty();
    }

    @Test
    void refuse_saysExpired_whenOlderThanQuarterHour() {
        freshness.refuse(NOW, "a");

        assertThat(freshness.refuse(NOW.minus(Duration.ofMinutes(16)), "b")).contains("InvalidTimeStamp.Expired");
    }

    @Test
    void refuse_saysUsed_whenNonceRepeats() {
        freshness.refuse(NOW, "a");

        assertThat(freshness.refuse(NOW, "a")).contains("SignatureNonceUsed");
    }
}
