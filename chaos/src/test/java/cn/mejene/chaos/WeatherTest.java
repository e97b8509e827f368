package cn.mejene.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeatherTest {
    private final Weather weather = new Weather();

    @Test
    void node_isSilent_whenItsTimeOverlaps() {
        long before = System.nanoTime();
        var end = weather.silence(2);
        long during = System.nanoTime();

        assertThat(weather.silent(2, before, during)).isTrue();
        assertThat(weather.silent(1, before, during)).isFalse();
        end.run();
        long after = System.nanoTime();
        assertThat(weather.silent(2, during, after)).isTrue();
        assertThat(weather.silent(2, after + 1, after + 2)).isFalse();
        assertThat(weather.silent(2, before - 2, before - 1)).isFalse();
    }
}
