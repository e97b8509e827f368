package cn.mejene.records.watermark;

import java.awt.image.BufferedImage;

/** A picture's brightness, and what of it stands out from its surroundings. */
final class GreyImage {
    private static final int AROUND = 16;
    /** What stands out further is an edge of the picture and tells nothing. */
    private static final double MOST = 12;

    private final int width;
    private final int height;
    private final int[] grey;
    /** Sums over all that lies above and to the left. */
    private final long[] sums;

    GreyImage(BufferedImage image) {
        width = image.getWidth();
        height = image.getHeight();
        grey = new int[width * height];
        sums = new long[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++) {
            long row = 0;
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                int value = (((rgb >> 16) & 255) * 299 + ((rgb >> 8) & 255) * 587 + (rgb & 255) * 114) / 1000;
                grey[y * width + x] = value;
                row += value;
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Lays all squares of the pattern upon each other.
     *
     * @param scale of the picture to the one that was marked
     * @param tile side of a square in the marked picture, pixels
     * @param cells side of the result
     */
    double[] folded(double scale, int tile, int cells) {
        var total = new double[cells * cells];
        var count = new int[cells * cells];
        var column = new int[width];
        for (int x = 0; x < width; x++) {
            column[x] = cell(x, scale, tile, cells);
        }
        int around = Math.max(3, (int) Math.round(AROUND * scale));
        for (int y = 0; y < height; y++) {
            int row = cell(y, scale, tile, cells) * cells;
            for (int x = 0; x < width; x++) {
                double above = grey[y * width + x] - mean(x, y, around);
                if (Math.abs(above) <= MOST) {
                    total[row + column[x]] += above;
                    count[row + column[x]]++;
                }
            }
        }
        for (int i = 0; i < total.length; i++) {
            total[i] = count[i] == 0 ? 0 : total[i] / count[i];
        }
        return total;
    }

    private static int cell(int position, double scale, int tile, int cells) {
        double within = (position + 0.5) / scale % tile;
        return Math.min(cells - 1, (int) (within * cells / tile));
    }

    private double mean(int x, int y, int around) {
        int left = Math.max(0, x - around);
        int top = Math.max(0, y - around);
        int right = Math.min(width, x + around + 1);
        int bottom = Math.min(height, y + around + 1);
        int line = width + 1;
        long sum = sums[bottom * line + right]
                - sums[top * line + right]
                - sums[bottom * line + left]
                + sums[top * line + left];
        return (double) sum / ((right - left) * (bottom - top));
    }
}
