package cn.mejene.kernel.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class ApplicationClockTest {
    private static final Instant REAL = Instant.parse("2026-03-01T00:00:00Z");
    private final ApplicationClock clock = new ApplicationClock(InstantSource.fixed(REAL));

    @Test
    void instant_isReal_whenNothingWasSet() {
        assertThat(clock.instant()).isEqualTo(REAL);
    }

    @Test
    void instant_isAhead_whenOffsetIsFollowed() {
        clock.follow(new ApplicationClock.Setting(Duration.ofDays(30), 2));

        assertThat(clock.instant()).isEqualTo(REAL.plus(Duration.ofDays(30)));
        assertThat(clock.realInstant()).isEqualTo(REAL);
    }

    @Test
    void follow_changesNothing_whenSettingIsOlder() {
        clock.follow(new ApplicationClock.Setting(Duration.ofDays(30), 2));
        clock.follow(new ApplicationClock.Setting(Duration.ofDays(1), 1));

        assertThat(clock.instant()).isEqualTo(REAL.plus(Duration.ofDays(30)));
    }
}
