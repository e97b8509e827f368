package cn.mejene.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {

    @Test
    void contestants_workInTurn_andOnlyMeasuredRoundsCount() throws Exception {
        var turns = new ArrayList<String>();
        var contestants = new LinkedHashMap<String, Contest.Work>();
        contestants.put("one", () -> sample(turns, "one", turns.isEmpty() ? 100 : 2));
        contestants.put("other", () -> sample(turns, "other", 1));

        var contest = Contest.play(contestants, new Rounds(1, 2));

        assertThat(turns).containsExactly("one", "other", "one", "other", "one", "other");
        assertThat(contest.speed("one", "other").median()).isEqualTo(0.5);
        assertThat(contest.cost("one", "other").median()).isEqualTo(2);
    }

    @Test
    void ratio_isTheMedianOfTheRounds_withTheirSpan() {
        assertThat(Ratio.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Ratio(1, 2, 3));
        assertThat(Ratio.of(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
    }

    @Test
    void bar_isReached_onItsOwnSideOnly() {
        assertThat(Bar.atLeast("x", "", "", 0.75).isReachedBy(0.75)).isTrue();
        assertThat(Bar.atLeast("x", "", "", 0.75).isReachedBy(0.74)).isFalse();
        assertThat(Bar.atMost("x", "", "", 1.9).isReachedBy(1.9)).isTrue();
        assertThat(Bar.atMost("x", "", "", 1.9).isReachedBy(2)).isFalse();
    }

    private static Sample sample(List<String> turns, String name, double seconds) {
        turns.add(name);
        return new Sample(seconds, seconds, 1 << 30);
    }
}
