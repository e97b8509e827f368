package cn.mejene.identity.member;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.job.Schedule;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;

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

    YearMonth thisMonth() {
        return YearMonth.from(clock.instant().atZone(Schedule.ZONE));
    }

    private YearMonth month(String text) {
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
