package cn.mejene.bench;

import java.util.List;

/** A ratio over all rounds. */
public record Ratio(double min, double median, double max) {

    /** @param rounds one ratio a round; at least one */
    public static Ratio of(List<Double> rounds) {
        var sorted = rounds.stream().sorted().toList();
        return new Ratio(sorted.getFirst(), median(sorted), sorted.getLast());
    }

    private static double median(List<Double> sorted) {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** With its span. */
    String text() {
        return "%.2f (%.2f–%.2f)".formatted(median, min, max);
    }
}
