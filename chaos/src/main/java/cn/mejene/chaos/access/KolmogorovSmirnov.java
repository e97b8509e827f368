package cn.mejene.chaos.access;

import java.util.Arrays;

/**
 * Whether two samples may be of one distribution (two-sample Kolmogorov–Smirnov test, asymptotic p as in Numerical
 * Recipes 14.3.3). Immutable.
 *
 * @param distance greatest between the two distribution functions
 * @param p how probable a distance as great is, if the distribution is one
 */
record KolmogorovSmirnov(double distance, double p) {
    private static final int TERMS = 100;

    static KolmogorovSmirnov of(double[] one, double[] other) {
        double distance = distance(sorted(one), sorted(other));
        double n = Math.sqrt((double) one.length * other.length / (one.length + other.length));
        return new KolmogorovSmirnov(distance, probability((n + 0.12 + 0.11 / n) * distance));
    }

    private static double[] sorted(double[] values) {
        var copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static double distance(double[] one, double[] other) {
        double greatest = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            double value = Math.min(one[i], other[j]);
            while (i < one.length && one[i] <= value) {
                i++;
            }
            while (j < other.length && other[j] <= value) {
                j++;
            }
            greatest = Math.max(greatest, Math.abs((double) i / one.length - (double) j / other.length));
        }
        return greatest;
    }

    private static double probability(double lambda) {
        double sum = 0;
        for (int k = 1; k <= TERMS; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * lambda * lambda);
        }
        // The series does not converge near 0, where the probability is 1.
        return lambda < 0.2 ? 1 : Math.clamp(sum, 0, 1);
    }

    @Override
    public String toString() {
        return "D %.4f, p %.3f".formatted(distance, p);
    }
}
