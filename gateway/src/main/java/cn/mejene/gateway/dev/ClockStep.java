package cn.mejene.gateway.dev;

import cn.mejene.kernel.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * How far the clock is to move, as an ISO 8601 period ({@code P15D}, {@code P1M}, {@code PT1H}, {@code P1DT12H}). Years,
 * months and days are those of the legal calendar, Asia/Shanghai.
 */
record ClockStep(Period dates, Duration times) {
    private static final ZoneId LEGAL_ZONE = ZoneId.of("Asia/Shanghai");
    private static final Duration LONGEST = Duration.ofDays(36_525);
    private static final Pattern FORM = Pattern.compile("P(?<dates>[0-9YMWD]+)?(?<times>T[0-9.HMS]+)?");

    /** @throws Problem 422 when the text is no such period */
    static ClockStep parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches() || (match.group("dates") == null && match.group("times") == null)) {
            throw malformed();
        }
        try {
            return new ClockStep(
                    match.group("dates") == null ? Period.ZERO : Period.parse("P" + match.group("dates")),
                    match.group("times") == null ? Duration.ZERO : Duration.parse("P" + match.group("times")));
        } catch (DateTimeException _) {
            throw malformed();
        }
    }

    /** The exact time that this step is from a moment. */
    Duration from(Instant now) {
        try {
            var step = Duration.between(now, now.atZone(LEGAL_ZONE).plus(dates).plus(times));
            if (step.compareTo(LONGEST) <= 0) {
                return step;
            }
        } catch (DateTimeException | ArithmeticException _) {
            // Out of the calendar's range, refused below.
        }
        throw Problem.invalid("/advance", "maximum", "The clock moves by at most 100 years at a time.");
    }

    private static Problem malformed() {
        return Problem.invalid("/advance", "format", "The step is an ISO 8601 period such as P15D or PT1H.");
    }
}
