package cn.mejene.kernel.job;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * When a job is due. Times of day are those of Asia/Shanghai and follow the injected clock; {@link RealInterval}
 * follows real time and is for sweeps only.
 */
public sealed interface Schedule {
    ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** The first due time strictly after the given instant. */
    Instant next(Instant after);

    /** Whether due times are compared with real time and not with the injected clock. */
    default boolean realTime() {
        return false;
    }

    /** Every day at a time of day. */
    record Daily(LocalTime time) implements Schedule {
        @Override
        public Instant next(Instant after) {
            var day = after.atZone(ZONE).toLocalDate();
            var today = day.atTime(time).atZone(ZONE).toInstant();
            return today.isAfter(after)
                    ? today
                    : day.plusDays(1).atTime(time).atZone(ZONE).toInstant();
        }
    }

    /** Every month on its first day at a time of day. */
    record Monthly(LocalTime time) implements Schedule {
        @Override
        public Instant next(Instant after) {
            var month = YearMonth.from(after.atZone(ZONE));
            var first = month.atDay(1).atTime(time).atZone(ZONE).toInstant();
            return first.isAfter(after)
                    ? first
                    : month.plusMonths(1).atDay(1).atTime(time).atZone(ZONE).toInstant();
        }
    }

    /** Every year on its first day at a time of day. */
    record Yearly(LocalTime time) implements Schedule {
        @Override
        public Instant next(Instant after) {
            var year = Year.from(after.atZone(ZONE));
            var first = year.atDay(1).atTime(time).atZone(ZONE).toInstant();
            return first.isAfter(after)
                    ? first
                    : year.plusYears(1).atDay(1).atTime(time).atZone(ZONE).toInstant();
        }
    }

    /** Every so often of real time, counted on a fixed grid; missed times are not made up for. */
    record RealInterval(Duration interval) implements Schedule {
        @Override
        public Instant next(Instant after) {
            var step = interval.toMillis();
            return Instant.ofEpochMilli((after.toEpochMilli() / step + 1) * step);
        }

        @Override
        public boolean realTime() {
            return true;
        }
    }
}
