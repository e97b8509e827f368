package cn.mejene.identity.member;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Optional;

/** How old a person is, as coarsely as the law needs it (policy VI). */
public enum AgeBand {
    UNDER_14("under-14"),
    FROM_14_TO_17("14-17"),
    ADULT("adult");

    private static final int GUARDIAN_UNTIL = 14;
    private static final int MINOR_UNTIL = 18;

    private final String word;

    AgeBand(String word) {
        this.word = word;
    }

    @JsonValue
    public String word() {
        return word;
    }

    /**
     * The band of someone born in that month. The day is not known, so a birthday counts from the first day of the
     * month after it (requirements VI.1).
     */
    static AgeBand of(YearMonth birth, YearMonth now) {
        if (!now.isAfter(birth.plusYears(GUARDIAN_UNTIL))) {
            return UNDER_14;
        }
        return now.isAfter(birth.plusYears(MINOR_UNTIL)) ? ADULT : FROM_14_TO_17;
    }

    /** The band of that word. */
    static AgeBand named(String word) {
        return Arrays.stream(values())
                .filter(band -> band.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no age band is called so"));
    }

    /** The first day of the band after the present one of somebody born in that month; none for who is of age. */
    static Optional<LocalDate> nextOn(YearMonth birth, YearMonth now) {
        return switch (of(birth, now)) {
            case UNDER_14 ->
                Optional.of(birth.plusYears(GUARDIAN_UNTIL).plusMonths(1).atDay(1));
            case FROM_14_TO_17 ->
                Optional.of(birth.plusYears(MINOR_UNTIL).plusMonths(1).atDay(1));
            case ADULT -> Optional.empty();
        };
    }

    /** The first day of the last band, for who begins the one before. */
    static LocalDate fourYearsAfter(LocalDate first) {
        return first.withDayOfMonth(1).plusYears(MINOR_UNTIL - GUARDIAN_UNTIL);
    }

    /** The one that protects more. */
    AgeBand younger(AgeBand other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
