package cn.mejene.audit.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.audit.review.ReviewRules.Paper;
import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.testing.Clause;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Papers that show reasonable protection are fresh, or the monthly audit says which are not (policy IV(C)). */
@Clause("IV(C)")
final class PapersTest {
    private static ReviewRules rules(Paper... papers) {
        return new ReviewRules(
                Duration.ofDays(90),
                Duration.ofDays(90),
                200,
                0,
                5,
                3,
                20,
                Map.of("admin", 3),
                Duration.ofDays(10),
                List.of(papers));
    }

    private static Paper paper(String id, LocalDate made) {
        return new Paper(id, Duration.ofDays(30), made, "SEC-1");
    }

    /** Days are those of Shanghai. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z,   0",
        "2026-01-30T16:00:00Z,   0",
        "2026-01-30T16:00:00.001Z, 1",
        "2026-02-01T16:00:00Z,   2",
        "2026-03-01T16:00:00Z,  30"
    })
    void paper_isAFinding_fromTheMomentItIsTooOld(Instant at, long days) {
        var found = Inspection.papers(rules(paper("restore-drill", LocalDate.of(2026, 1, 1))), at);

        assertThat(found)
                .isEqualTo(
                        days == 0
                                ? List.of()
                                : List.of(new Finding("", "protection-paper", "restore-drill", days, List.of())));
    }

    @Test
    void everyPaper_isLookedAt_andOneThatNeverWasIsMissing() {
        var rules = rules(
                new Paper("mlps-assessment", Duration.ofDays(365), null, null),
                paper("patch-status", LocalDate.of(2026, 1, 20)),
                paper("restore-drill", LocalDate.of(2025, 1, 1)));

        assertThat(Inspection.papers(rules, Instant.parse("2026-01-31T16:00:00Z")))
                .extracting(Finding::about)
                .containsExactly("mlps-assessment", "restore-drill");
    }

    @Test
    void paper_hasADayAndAPlace_orNeither() {
        assertThatThrownBy(() -> new Paper("restore-drill", Duration.ofDays(1), LocalDate.of(2026, 1, 1), null))
                .isInstanceOf(ConfigException.class);
    }
}
