package cn.mejene.records.watermark;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Brings every picture into one size class, large enough to carry the marks. */
public final class Canvas {
    /** The longer side. */
    public static final int LONG = 1024;

    private static final int SHORT = 768;

    private Canvas() {}

    /** Whether a canvas may have this size. */
    public static boolean fits(int width, int height) {
        return Math.min(width, height) >= SHORT && Math.max(width, height) == LONG;
    }

    /** The picture on a grey ground, its longer side as long as the canvas's, the shorter at least three quarters. */
    public static BufferedImage fit(BufferedImage picture) {
        double scale = (double) LONG / Math.max(picture.getWidth(), picture.getHeight());
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        var canvas = new BufferedImage(Math.max(width, SHORT), Math.max(height, SHORT), BufferedImage.TYPE_INT_RGB);
        var graphics = canvas.createGraphics();
        graphics.setColor(Color.GRAY);
        graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        int left = (canvas.getWidth() - width) / 2;
        int top = (canvas.getHeight() - height) / 2;
        graphics.drawImage(picture, left, top, width, height, null);
        graphics.dispose();
        return canvas;
    }
}
