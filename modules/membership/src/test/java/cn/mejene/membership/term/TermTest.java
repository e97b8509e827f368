package cn.mejene.membership.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final long YEAR = Duration.ofDays(365).toSeconds();

    private static Term term(String id, String level, int rank, Instant boughtAt, long seconds) {
        return new Term(
                id,
                "mem_1",
                new Term.Source("ord_" + id, 1, "sku", 1),
                level,
                rank,
                boughtAt,
                YEAR,
                seconds,
                boughtAt,
                boughtAt.plusSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "100,0,1000,100",
        "100,1000,1000,0",
        "100,500,1000,50",
        "100,1,1000,99",
        "31536000,59899,59900,526",
        "3,1,2,1"
    })
    void left_isWhatWasNotGivenBack_toTheSecond(long bought, long refunded, long total, long left) {
        assertThat(Term.left(bought, refunded, total)).isEqualTo(left);
    }

    @Test
    void membership_endsExactly_atItsEnd() {
        var terms = Term.chained(List.of(term("a", "gold", 2, START, YEAR)));
        var end = START.plusSeconds(YEAR);

        assertThat(Membership.at(START.minusNanos(1000), terms).status()).isEqualTo("expired");
        assertThat(Membership.at(START, terms).status()).isEqualTo("active");
        assertThat(Membership.at(end.minusNanos(1000), terms).status()).isEqualTo("active");
        assertThat(Membership.at(end, terms).status()).isEqualTo("expired");
        assertThat(Membership.at(end, List.of()).status()).isEqualTo("none");
    }

    @Test
    void renewal_beginsWhereTheFirstEnds() {
        var terms = Term.chained(
                List.of(term("b", "gold", 2, START.plusSeconds(1000), YEAR), term("a", "gold", 2, START, YEAR)));

        var membership = Membership.at(START.plusSeconds(2000), terms);

        assertThat(membership.from()).contains(START);
        assertThat(membership.until()).contains(START.plusSeconds(2 * YEAR));
    }

    @Test
    void higherLevel_isShown_whenBothHold() {
        var terms = List.of(term("a", "silver", 1, START, YEAR), term("b", "gold", 2, START, YEAR));

        assertThat(Membership.at(START.plusSeconds(1), terms).level()).contains("gold");
    }

    @Test
    void refundInFull_endsAtOnce_andLetsTheNextBeginWhenItWasBought() {
        var second = START.plusSeconds(1000);
        var terms = Term.chained(List.of(term("a", "gold", 2, START, 0), term("b", "gold", 2, second, YEAR)));

        assertThat(Membership.at(START.plusSeconds(500), terms).current()).isEmpty();
        assertThat(Membership.at(second, terms).until()).contains(second.plusSeconds(YEAR));
    }

    /** Whatever is bought and given back: no overlap, no gap while something waits, and the sum is what was paid for. */
    @Test
    void chain_hasNeitherOverlapNorLoss_forRandomTerms() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            var terms = new ArrayList<Term>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                var at = START.plusSeconds(random.nextInt(3_000));
                terms.add(term("t" + i, "gold", 2, at, random.nextInt(1_500)));
            }
            var row = Term.chained(terms);
            for (int i = 0; i < row.size(); i++) {
                var term = row.get(i);
                assertThat(Duration.between(term.startsAt(), term.endsAt()).toSeconds())
                        .isEqualTo(term.seconds());
                assertThat(term.startsAt()).isAfterOrEqualTo(term.boughtAt());
                if (i > 0) {
                    assertThat(term.startsAt()).isAfterOrEqualTo(row.get(i - 1).endsAt());
                }
            }
            assertThat(Term.chained(row)).isEqualTo(row);
        }
    }
}
