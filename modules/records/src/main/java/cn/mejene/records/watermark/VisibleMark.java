package cn.mejene.records.watermark;

import java.awt.image.BufferedImage;
import java.util.List;

/** Lines of text over the whole picture, leaning, half transparent, light with a dark shadow. */
public final class VisibleMark {
    private static final int DOT = 2;
    private static final int LINE = 88;
    private static final double LEAN = 0.25;
    private static final double LIGHT = 0.30;

    private VisibleMark() {}

    /** Writes the lines, one after the other, again and again. */
    public static void write(BufferedImage image, List<String> lines) {
        int count = 0;
        for (int y = 24 - (int) (image.getWidth() * LEAN); y < image.getHeight() + LINE; y += LINE) {
            var text = lines.get(Math.floorMod(count, lines.size())) + "    ";
            int length = text.length() * Glyphs.WIDTH * DOT;
            for (int x = -37 * Math.floorMod(count, 5); x < image.getWidth(); x += length) {
                write(image, text, x, y);
            }
            count++;
        }
    }

    private static void write(BufferedImage image, String text, int left, int top) {
        for (int i = 0; i < text.length(); i++) {
            for (int x = 0; x < Glyphs.WIDTH * DOT; x++) {
                for (int y = 0; y < Glyphs.HEIGHT * DOT; y++) {
                    if (Glyphs.isSet(text.charAt(i), x / DOT, y / DOT)) {
                        int atX = left + i * Glyphs.WIDTH * DOT + x;
                        int atY = top + y + (int) (Math.max(0, atX) * LEAN);
                        blend(image, atX + 1, atY + 1, 0);
                        blend(image, atX, atY, 255);
                    }
                }
            }
        }
    }

    private static void blend(BufferedImage image, int x, int y, int grey) {
        if (x < 0 || y < 0 || x >= image.getWidth() || y >= image.getHeight()) {
            return;
        }
        int rgb = image.getRGB(x, y);
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int part = (rgb >> shift) & 255;
            mixed |= (int) Math.round(part + (grey - part) * LIGHT) << shift;
        }
        image.setRGB(x, y, mixed);
    }
}
