package cn.mejene.notifications.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.notifications.kind.Line;
import cn.mejene.notifications.kind.Nature;
import cn.mejene.notifications.kind.Way;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class QuietHoursTest {
    private static final Instant LATE = Instant.parse("2026-03-01T14:00:00Z");
    private static final Instant EARLY = Instant.parse("2026-03-01T23:59:59Z");
    private static final Instant MORNING = Instant.parse("2026-03-02T00:00:00Z");

    private final QuietHours quiet = QuietHours.usual();

    @Test
    void holds_untilTheMorning_whenItIsNightInShanghai() {
        assertThat(quiet.holds(Nature.MARKETING, Way.EMAIL, LATE)).contains(MORNING);
        assertThat(quiet.holds(Nature.SERVICE, Way.PUSH, EARLY)).contains(MORNING);
    }

    @Test
    void holds_nothing_byDay_andNothingThatMustNotWait() {
        assertThat(quiet.holds(Nature.MARKETING, Way.EMAIL, MORNING)).isEmpty();
        assertThat(quiet.holds(Nature.MARKETING, Way.SMS, LATE.minusSeconds(1))).isEmpty();
        assertThat(quiet.holds(Nature.SERVICE, Way.EMAIL, LATE)).isEmpty();
        assertThat(quiet.holds(Nature.TRANSACTIONAL, Way.EMAIL, LATE)).isEmpty();
        assertThat(quiet.holds(Nature.STATUTORY, Way.EMAIL, LATE)).isEmpty();
    }

    /** A line is claimed in order, so what rests in it must not stand before what does not. */
    @Test
    void holds_allOfALineThatShareAWay_orNoneOfThem() {
        for (var way : Way.values()) {
            if (way == Way.INBOX) {
                continue;
            }
            for (var line : Line.values()) {
                var held = Arrays.stream(Nature.values())
                        .filter(nature -> nature.line() == line && nature.allows(way))
                        .map(nature -> quiet.holds(nature, way, LATE))
                        .distinct();

                assertThat(held).as("%s by %s", line, way).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void holds_withinADay_whenQuietDoesNotPassMidnight() {
        var noon = new QuietHours(LocalTime.of(12, 0), LocalTime.of(14, 0));

        assertThat(noon.holds(Nature.MARKETING, Way.SMS, Instant.parse("2026-03-01T05:00:00Z")))
                .contains(Instant.parse("2026-03-01T06:00:00Z"));
        assertThat(noon.holds(Nature.MARKETING, Way.SMS, LATE)).isEmpty();
    }
}
