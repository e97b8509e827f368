package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(new StreamConfig(Duration.ofSeconds(10), 100), 0);

    @Test
    void sender_isTooSlow_whenSilentForTheWholePatience() {
        pace.received(5_000, second(1));

        assertThat(pace.isTooSlow(second(10))).isFalse();
        assertThat(pace.isTooSlow(second(11))).isTrue();
    }

    @Test
    void sender_isTooSlow_whenItTrickles() {
        for (int i = 1; i <= 9; i++) {
            pace.received(1, second(i));
            assertThat(pace.isTooSlow(second(i))).isFalse();
        }
        pace.received(1, second(10));
        assertThat(pace.isTooSlow(second(10))).isTrue();
    }

    @Test
    void sender_isFastEnough_whenEachWindowBringsItsShare() {
        for (int i = 1; i <= 60; i++) {
            pace.received(100, second(i));
            assertThat(pace.isTooSlow(second(i))).isFalse();
        }
    }

    @Test
    void sender_isNotToBlame_whileWeHoldItUp() {
        pace.received(1_000, second(1));
        pace.hold(second(2));
        assertThat(pace.isTooSlow(second(500))).isFalse();

        pace.release(second(500));

        assertThat(pace.isTooSlow(second(501))).isFalse();
        assertThat(pace.isTooSlow(second(509))).isTrue();
    }

    private static long second(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
