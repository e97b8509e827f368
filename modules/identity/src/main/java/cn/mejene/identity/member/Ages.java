package cn.mejene.identity.member;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.job.Schedule;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads how old somebody says she is, by the month in Shanghai. Thread-safe. */
final class Ages {
    private final InstantSource clock;

    Ages(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The band that she states, or a younger one that her month of birth proves.
     *
     * @throws Problem 422 {@code age-band-required}
     */
    AgeBand band(Stated stated) {
        var band = stated.ageBand();
        if (band == null) {
            throw Problem.of(422, "age-band-required", "The first login states an age band.");
        }
        var birth = stated.birthMonth();
        return birth == null ? band : band.younger(AgeBand.of(month(birth), thisMonth()));
    }

    /** When the next band begins, where she has told the month of her birth. */
    @Nullable
    LocalDate nextOn(Stated stated) {
        var birth = stated.birthMonth();
        return birth == null ? null : AgeBand.nextOn(month(birth), thisMonth()).orElse(null);
    }

    YearMonth thisMonth() {
        return YearMonth.from(clock.instant().atZone(Schedule.ZONE));
    }

    /** @throws Problem 422 unless it is a past month */
    YearMonth month(String text) {
        try {
            var month = YearMonth.parse(text);
            if (!month.isAfter(thisMonth())) {
                return month;
            }
        } catch (DateTimeParseException e) {
            // Refused below, without the text.
        }
        throw Problem.invalid("/birthMonth", "format", "A birth month is a past year and month.");
    }
}
