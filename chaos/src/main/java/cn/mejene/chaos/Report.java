package cn.mejene.chaos;

import java.io.PrintStream;

/** The table at the end of a run. */
final class Report {
    private final Tally tally;

    Report(Tally tally) {
        this.tally = tally;
    }

    void print(PrintStream out) {
        out.println();
        for (var figure : Figure.values()) {
            var span = tally.figure(figure);
            if (span.count() > 0) {
                out.printf("  %-45s %s%n", figure.title(), value(span));
            }
        }
        out.println("  must be zero:");
        for (var zero : Zero.values()) {
            out.printf("    %-43s %d%n", zero.title(), tally.violations(zero));
        }
        tally.details().forEach(detail -> out.println("  ! " + detail));
    }

    /** A plain count, or how many values and what they were like. */
    private static String value(Tally.Span span) {
        return span.sum() == span.count()
                ? Long.toString(span.count())
                : "%d: mean %d, longest %d".formatted(span.count(), span.sum() / span.count(), span.largest());
    }
}
