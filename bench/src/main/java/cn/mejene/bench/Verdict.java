package cn.mejene.bench;

import java.util.Optional;

/**
 * How a row came out.
 *
 * @param ratio of the rounds, absent where there was nobody to compare with
 * @param note figures behind the ratio, or who was missing
 */
public record Verdict(Bar bar, Optional<Ratio> ratio, String note) {

    static Verdict missing(Bar bar, String why) {
        return new Verdict(bar, Optional.empty(), why);
    }

    boolean isReached() {
        return ratio.filter(it -> bar.isReachedBy(it.median())).isPresent();
    }

    String word() {
        return ratio.isEmpty() ? "not measured" : isReached() ? "reached" : "NOT REACHED";
    }
}
