package cn.mejene.records.watermark;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds a hidden mark again in a picture that was recompressed, cropped and scaled evenly. For each possible scale the
 * picture is folded onto one square; where the fixed signs fit best, the bits are read. A code without its right check sum
 * is none. Not for several threads.
 */
public final class MarkReader {
    private static final Pattern PATTERN = new Pattern();
    /** Cells of the folded square a side: two pixels each. */
    private static final int CELLS = 128;

    private static final int PER_CHIP = CELLS / Pattern.SIDE;
    private static final double CLEAR = 6;
    private static final int DOUBTFUL_BITS = 8;
    private static final double SMALLEST = 0.3;
    private static final double LARGEST = 2.0;
    private static final double STEP = 1.002;

    private final Correlation correlation = new Correlation(CELLS, template());

    private static double[] template() {
        var cells = new double[CELLS * CELLS];
        for (int y = 0; y < CELLS; y++) {
            for (int x = 0; x < CELLS; x++) {
                cells[y * CELLS + x] = PATTERN.sync(y / PER_CHIP * Pattern.SIDE + x / PER_CHIP);
            }
        }
        return cells;
    }

    /** The code that the picture carries, if any can be read. */
    public OptionalLong read(BufferedImage image) {
        var grey = new GreyImage(image);
        for (double scale : scales()) {
            var code = read(grey, scale);
            if (code >= 0) {
                return OptionalLong.of(code);
            }
        }
        return OptionalLong.empty();
    }

    /** Those first that people scale by. */
    private static List<Double> scales() {
        var all = new ArrayList<Double>(List.of(1.0, 0.5, 0.75, 2.0 / 3, 0.8, 0.6, 1.5, 2.0, 0.4));
        for (double scale = SMALLEST; scale < LARGEST; scale *= STEP) {
            all.add(scale);
        }
        return all;
    }

    private long read(GreyImage grey, double scale) {
        if (Math.min(grey.width(), grey.height()) < Pattern.TILE * scale) {
            return -1;
        }
        var cells = grey.folded(scale, Pattern.TILE, CELLS);
        for (var place : correlation.best(cells, CLEAR)) {
            long code = decode(strengths(cells, place));
            if (code >= 0) {
                return code;
            }
        }
        return -1;
    }

    private static double[] strengths(double[] cells, int place) {
        var strengths = new double[Pattern.BITS];
        for (int y = 0; y < CELLS; y++) {
            for (int x = 0; x < CELLS; x++) {
                int chip = y / PER_CHIP * Pattern.SIDE + x / PER_CHIP;
                int at = (y + place / CELLS) % CELLS * CELLS + (x + place % CELLS) % CELLS;
                strengths[PATTERN.bitOf(chip)] += cells[at] * PATTERN.sign(chip);
            }
        }
        return strengths;
    }

    /** Tries the bits as they are, then with the doubtful ones turned over. */
    private static long decode(double[] strengths) {
        var bits = new boolean[Pattern.BITS];
        var order = new ArrayList<Integer>();
        for (int i = 0; i < bits.length; i++) {
            bits[i] = strengths[i] > 0;
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> Math.abs(strengths[i])));
        for (int turned = 0; turned < 1 << DOUBTFUL_BITS; turned++) {
            var tried = bits.clone();
            for (int i = 0; i < DOUBTFUL_BITS; i++) {
                tried[order.get(i)] ^= ((turned >> i) & 1) == 1;
            }
            long code = Pattern.code(tried);
            if (code > 0) {
                return code;
            }
        }
        return -1;
    }
}
