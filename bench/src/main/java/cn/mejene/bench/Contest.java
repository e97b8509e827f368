package cn.mejene.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The same work by several contestants in turn, round by round, so that whatever the machine does besides hits all of
 * them. For one thread.
 */
public final class Contest {
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    /** Somebody's piece of work, checked for its outcome. */
    @FunctionalInterface
    public interface Work {
        Sample run() throws Exception;
    }

    /** Lets everybody work {@code warm + rounds} times and keeps what the last {@code rounds} came to. */
    public static Contest play(Map<String, Work> contestants, Rounds rounds) throws Exception {
        var contest = new Contest();
        for (int i = 0; i < rounds.warm() + rounds.measured(); i++) {
            for (var contestant : contestants.entrySet()) {
                var sample = contestant.getValue().run();
                if (i >= rounds.warm()) {
                    contest.samples
                            .computeIfAbsent(contestant.getKey(), _ -> new ArrayList<>())
                            .add(sample);
                }
            }
        }
        return contest;
    }

    /** Whether somebody of this name has taken part. */
    public boolean has(String name) {
        return samples.containsKey(name);
    }

    /** How many times as fast one is as another. */
    Ratio speed(String one, String other) {
        return ratio(other, one, Sample::seconds);
    }

    /** How many times the processor time of another one takes for a byte. */
    Ratio cost(String one, String other) {
        var rounds = ratio(one, other, Sample::cpuPerGibi);
        // The kernel counts in hundredths of a second, so that only the sum says anything.
        return new Ratio(rounds.min(), cpu(one) / cpu(other), rounds.max());
    }

    private Ratio ratio(String over, String under, ToDoubleFunction<Sample> figure) {
        var numerators = of(over);
        var denominators = of(under);
        return Ratio.of(IntStream.range(0, numerators.size())
                .mapToObj(i -> figure.applyAsDouble(numerators.get(i))
                        / Math.max(1e-9, figure.applyAsDouble(denominators.get(i))))
                .toList());
    }

    /** Median MiB/s and mean CPU-seconds per GiB of each. */
    List<String> figures(String... names) {
        return Arrays.stream(names)
                .map(name -> "%s: %.0f MiB/s, %.2f CPU-s/GiB".formatted(name, rate(name), cpu(name)))
                .toList();
    }

    private double rate(String name) {
        return Ratio.of(of(name).stream().map(Sample::rate).toList()).median();
    }

    private double cpu(String name) {
        return of(name).stream().mapToDouble(Sample::cpuPerGibi).average().orElse(0);
    }

    private List<Sample> of(String name) {
        return samples.getOrDefault(name, List.of());
    }
}
