package cn.mejene.gateway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockStepTest {
    // In Shanghai it is already the last day of January.
    private static final Instant NOW = Instant.parse("2026-01-30T17:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P15D, PT360H",
        "P1M, PT672H",
        "P1Y, PT8760H",
        "P2W, PT336H",
        "PT1H, PT1H",
        "PT0S, PT0S",
        "P1DT12H, PT36H",
        "PT0.5S, PT0.5S"
    })
    void step_isCountedInTheLegalCalendar(String text, Duration expected) {
        assertThat(ClockStep.parse(text).from(NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "PT",
                "15D",
                "P-1D",
                "-P1D",
                "P1H",
                "PT1D",
                "P1D ",
                "P1DT",
                "p1d",
                "P1M1Y",
                "P99999999999D"
            })
    void step_isRefused_whenItIsNoPeriod(String text) {
        assertThatThrownBy(() -> ClockStep.parse(text)).isInstanceOfSatisfying(Problem.class, p -> assertThat(
                        p.errors().getFirst().code())
                .isEqualTo("format"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P101Y", "P999999999Y", "PT999999999H"})
    void step_isRefused_whenItIsTooLong(String text) {
        assertThatThrownBy(() -> ClockStep.parse(text).from(NOW)).isInstanceOfSatisfying(Problem.class, p -> assertThat(
                        p.errors().getFirst().code())
                .isEqualTo("maximum"));
    }
}
