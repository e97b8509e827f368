package cn.mejene.kernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {

    @ParameterizedTest
    @CsvSource({
        // Three in the morning in Shanghai is 19:00 UTC of the day before.
        "2026-03-01T00:00:00Z, 2026-03-01T19:00:00Z",
        "2026-03-01T18:59:59.999Z, 2026-03-01T19:00:00Z",
        "2026-03-01T19:00:00Z, 2026-03-02T19:00:00Z",
        "2026-12-31T19:00:00Z, 2027-01-01T19:00:00Z",
        "2028-02-28T19:00:00Z, 2028-02-29T19:00:00Z"
    })
    void daily_isDueAtShanghaiTime_always(Instant after, Instant next) {
        assertThat(new Schedule.Daily(LocalTime.of(3, 0)).next(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T17:00:00Z",
        "2026-01-31T17:00:00Z, 2026-02-28T17:00:00Z",
        "2026-02-28T16:59:59Z, 2026-02-28T17:00:00Z",
        "2028-02-29T17:00:00Z, 2028-03-31T17:00:00Z",
        "2026-12-15T00:00:00Z, 2026-12-31T17:00:00Z"
    })
    void monthly_isDueOnFirstOfShanghaiMonth_always(Instant after, Instant next) {
        assertThat(new Schedule.Monthly(LocalTime.of(1, 0)).next(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31T18:29:59Z, 2026-12-31T18:30:00Z",
        "2026-12-31T18:30:00Z, 2027-12-31T18:30:00Z",
        "2028-02-29T00:00:00Z, 2028-12-31T18:30:00Z"
    })
    void yearly_isTheFirstDayInShanghai_always(Instant after, Instant next) {
        assertThat(new Schedule.Yearly(LocalTime.of(2, 30)).next(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:00:00Z, 2026-03-01T00:05:00Z",
        "2026-03-01T00:04:59.999Z, 2026-03-01T00:05:00Z",
        "2026-03-01T00:12:34Z, 2026-03-01T00:15:00Z"
    })
    void realInterval_liesOnFixedGrid_always(Instant after, Instant next) {
        var schedule = new Schedule.RealInterval(Duration.ofMinutes(5));

        assertThat(schedule.next(after)).isEqualTo(next);
        assertThat(schedule.realTime()).isTrue();
    }
}
