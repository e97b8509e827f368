package cn.mejene.services.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60));

    @Test
    void after_doublesUpToTheLongest_whenLivesAreShort() {
        var pauses = Stream.generate(() -> backoff.after(Duration.ofSeconds(59)).toSeconds())
                .limit(7);

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void after_beginsAnew_whenALifeWasSteady() {
        backoff.after(Duration.ZERO);
        backoff.after(Duration.ZERO);

        assertThat(backoff.after(Duration.ofSeconds(60))).hasSeconds(1);
        assertThat(backoff.after(Duration.ZERO)).hasSeconds(2);
    }
}
