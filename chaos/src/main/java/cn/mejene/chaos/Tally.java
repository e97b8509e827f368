package cn.mejene.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts of one run: violations with their first details, and figures. Thread-safe. */
public final class Tally {
    private static final int KEPT_DETAILS = 40;

    private final History history;
    private final Map<Zero, Integer> violations = new EnumMap<>(Zero.class);
    private final Map<Figure, Span> figures = new EnumMap<>(Figure.class);
    private final List<String> details = new ArrayList<>();

    /**
     * Numbers of one figure.
     *
     * @param count how many
     * @param sum of all of them
     * @param largest of them
     */
    public record Span(long count, long sum, long largest) {
        static final Span NONE = new Span(0, 0, 0);

        Span with(long value) {
            return new Span(count + 1, sum + value, Math.max(largest, value));
        }
    }

    public Tally(History history) {
        this.history = history;
    }

    /**
     * Something happened that must not.
     *
     * @param detail ids and fixed words, never personal data
     */
    public void violated(Zero zero, String detail) {
        synchronized (this) {
            violations.merge(zero, 1, Integer::sum);
            if (details.size() < KEPT_DETAILS) {
                details.add(zero.title() + ": " + detail);
            }
        }
        history.violation(zero, detail);
    }

    public void count(Figure figure) {
        measured(figure, 1);
    }

    /** Adds a measured value, whose unit the figure's title names. */
    public synchronized void measured(Figure figure, long value) {
        figures.merge(figure, Span.NONE.with(value), (old, _) -> old.with(value));
    }

    /** Adds as many single ones. */
    public synchronized void sum(Figure figure, long many) {
        figures.merge(
                figure,
                new Span(many, many, 1),
                (old, more) ->
                        new Span(old.count() + more.count(), old.sum() + more.sum(), Math.max(old.largest(), 1)));
    }

    public synchronized int violations(Zero zero) {
        return violations.getOrDefault(zero, 0);
    }

    public synchronized int violations() {
        return violations.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized Span figure(Figure figure) {
        return figures.getOrDefault(figure, Span.NONE);
    }

    /** The first violations, in words. */
    public synchronized List<String> details() {
        return List.copyOf(details);
    }
}
