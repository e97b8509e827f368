package cn.mejene.records.watermark;

import java.util.ArrayList;
import java.util.List;

/** Compares a square with all cyclic shifts of a template at once, by fast Fourier transforms. */
final class Correlation {
    private static final int MOST = 3;

    private final int side;
    private final double[] cos;
    private final double[] sin;
    private final double[] templateReal;
    private final double[] templateImaginary;

    /** @param side a power of two */
    Correlation(int side, double[] template) {
        this.side = side;
        this.cos = new double[side / 2];
        this.sin = new double[side / 2];
        for (int i = 0; i < side / 2; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / side);
            sin[i] = Math.sin(2 * Math.PI * i / side);
        }
        this.templateReal = template.clone();
        this.templateImaginary = new double[template.length];
        transform(templateReal, templateImaginary, false);
    }

    /** The shifts that stand out clearest, {@code y * side + x}; none when none is as many deviations above the rest. */
    List<Integer> best(double[] cells, double clear) {
        var real = cells.clone();
        var imaginary = new double[cells.length];
        transform(real, imaginary, false);
        for (int i = 0; i < real.length; i++) {
            double r = real[i] * templateReal[i] + imaginary[i] * templateImaginary[i];
            double j = imaginary[i] * templateReal[i] - real[i] * templateImaginary[i];
            real[i] = r;
            imaginary[i] = j;
        }
        transform(real, imaginary, true);
        double square = 0;
        for (double value : real) {
            square += value * value;
        }
        double least = clear * Math.sqrt(square / real.length);
        var found = new ArrayList<Integer>();
        for (int n = 0; n < MOST; n++) {
            int top = 0;
            for (int i = 1; i < real.length; i++) {
                if (real[i] > real[top]) {
                    top = i;
                }
            }
            if (real[top] < least) {
                break;
            }
            found.add(top);
            real[top] = Double.NEGATIVE_INFINITY;
        }
        return found;
    }

    private void transform(double[] real, double[] imaginary, boolean back) {
        var r = new double[side];
        var j = new double[side];
        for (int y = 0; y < side; y++) {
            line(real, imaginary, y * side, 1, r, j, back);
        }
        for (int x = 0; x < side; x++) {
            line(real, imaginary, x, side, r, j, back);
        }
    }

    private void line(double[] real, double[] imaginary, int from, int step, double[] r, double[] j, boolean back) {
        for (int i = 0; i < side; i++) {
            r[i] = real[from + i * step];
            j[i] = imaginary[from + i * step];
        }
        transformLine(r, j, back);
        for (int i = 0; i < side; i++) {
            real[from + i * step] = r[i];
            imaginary[from + i * step] = j[i];
        }
    }

    /** Cooley and Tukey's, in place. */
    private void transformLine(double[] r, double[] j, boolean back) {
        for (int i = 1, k = 0; i < side; i++) {
            int bit = side >> 1;
            for (; (k & bit) != 0; bit >>= 1) {
                k ^= bit;
            }
            k ^= bit;
            if (i < k) {
                swap(r, i, k);
                swap(j, i, k);
            }
        }
        for (int length = 2; length <= side; length <<= 1) {
            int stride = side / length;
            for (int start = 0; start < side; start += length) {
                for (int i = 0; i < length / 2; i++) {
                    double turn = back ? sin[i * stride] : -sin[i * stride];
                    butterfly(r, j, start + i, start + i + length / 2, cos[i * stride], turn);
                }
            }
        }
    }

    private static void butterfly(double[] r, double[] j, int a, int b, double cos, double sin) {
        double br = r[b] * cos - j[b] * sin;
        double bj = r[b] * sin + j[b] * cos;
        r[b] = r[a] - br;
        j[b] = j[a] - bj;
        r[a] += br;
        j[a] += bj;
    }

    private static void swap(double[] values, int a, int b) {
        double moved = values[a];
        values[a] = values[b];
        values[b] = moved;
    }
}
