package cn.mejene.identity.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policy VI.1: with a month alone, someone is a child until the month of the birthday is over. */
final class AgeBandTest {

    @ParameterizedTest
    @CsvSource({
        "2012-12, UNDER_14",
        "2012-11, UNDER_14",
        "2012-10, FROM_14_TO_17",
        "2008-11, FROM_14_TO_17",
        "2008-10, ADULT",
        "1990-05, ADULT"
    })
    void of_countsTheBirthdayFromTheNextMonth(YearMonth birth, AgeBand band) {
        assertThat(AgeBand.of(birth, YearMonth.of(2026, 11))).isEqualTo(band);
    }

    @Test
    void younger_isTheOneThatProtectsMore() {
        assertThat(AgeBand.ADULT.younger(AgeBand.UNDER_14)).isEqualTo(AgeBand.UNDER_14);
        assertThat(AgeBand.FROM_14_TO_17.younger(AgeBand.ADULT)).isEqualTo(AgeBand.FROM_14_TO_17);
    }

    @ParameterizedTest
    @CsvSource({
        "2012-03, 2026-04-01",
        "2012-02, 2030-03-01",
        "2008-03, 2026-04-01",
        "2012-12, 2027-01-01",
    })
    void nextOn_isTheFirstDayAfterTheMonthOfBirth(YearMonth birth, LocalDate first) {
        assertThat(AgeBand.nextOn(birth, YearMonth.of(2026, 3))).contains(first);
        assertThat(AgeBand.of(birth, YearMonth.from(first)))
                .isGreaterThan(AgeBand.of(birth, YearMonth.from(first).minusMonths(1)));
    }

    @Test
    void nextOn_isNever_forWhoIsOfAge() {
        assertThat(AgeBand.nextOn(YearMonth.of(2008, 2), YearMonth.of(2026, 3))).isEmpty();
    }
}
