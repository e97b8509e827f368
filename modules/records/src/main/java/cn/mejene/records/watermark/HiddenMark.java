package cn.mejene.records.watermark;

import java.awt.image.BufferedImage;

/** Writes the hidden mark: a code of 48 bits that survives recompression, cropping and scaling. Immutable. */
public final class HiddenMark {
    /** Grey levels of the sign by which the square is found, and of the sign that carries a bit. */
    private static final double SYNC = 1.5;

    private static final double DATA = 3.0;

    private static final Pattern PATTERN = new Pattern();

    private final double[] chips = new double[Pattern.SIDE * Pattern.SIDE];

    /** @param code up to 48 bits */
    public HiddenMark(long code) {
        if (code < 0 || code >= 1L << Pattern.CODE_BITS) {
            throw new IllegalArgumentException("a code has 48 bits");
        }
        var bits = Pattern.bits(code);
        for (int i = 0; i < chips.length; i++) {
            chips[i] = SYNC * PATTERN.sync(i) + DATA * PATTERN.sign(i) * (bits[PATTERN.bitOf(i)] ? 1 : -1);
        }
    }

    /** Adds it to every pixel; pure black and white are moved a little, to have room. */
    public void write(BufferedImage image) {
        int room = (int) Math.ceil(SYNC + DATA);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                double more = at(x, y);
                int rgb = image.getRGB(x, y);
                int marked = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    double part = Math.clamp((rgb >> shift) & 255, room, 255 - room) + more;
                    marked |= (int) Math.round(Math.clamp(part, 0, 255)) << shift;
                }
                image.setRGB(x, y, marked);
            }
        }
    }

    /** Between the middles of chips it goes over from one to the next, so that no edge shows. */
    private double at(int x, int y) {
        double u = (x + 0.5) / Pattern.CHIP - 0.5;
        double v = (y + 0.5) / Pattern.CHIP - 0.5;
        int left = (int) Math.floor(u);
        int top = (int) Math.floor(v);
        double right = steep(u - left);
        double below = steep(v - top);
        return (chip(left, top) * (1 - right) + chip(left + 1, top) * right) * (1 - below)
                + (chip(left, top + 1) * (1 - right) + chip(left + 1, top + 1) * right) * below;
    }

    /** Goes over within the middle third. */
    private static double steep(double share) {
        return Math.clamp(share * 3 - 1, 0.0, 1.0);
    }

    private double chip(int x, int y) {
        return chips[Math.floorMod(y, Pattern.SIDE) * Pattern.SIDE + Math.floorMod(x, Pattern.SIDE)];
    }
}
