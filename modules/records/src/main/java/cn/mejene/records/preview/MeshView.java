package cn.mejene.records.preview;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** A scan seen from above and a little from the front, shaded by how its surface lies to the light. */
final class MeshView {
    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;
    private static final double FILLED = 0.92;
    private static final int GROUND = 0x303438;
    private static final double TILT = Math.toRadians(-55);

    private final float[] least = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE};
    private final float[] most = {-Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
    private final float[] depth = new float[WIDTH * HEIGHT];
    private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final double cos = Math.cos(TILT);
    private final double sin = Math.sin(TILT);
    private double scale;

    private MeshView() {
        Arrays.fill(depth, -Float.MAX_VALUE);
    }

    static BufferedImage of(Mesh mesh) {
        var view = new MeshView();
        mesh.each(view::measure);
        view.scale();
        mesh.each(view::draw);
        return view.image;
    }

    private void measure(float[] corners) {
        for (int i = 0; i < 9; i += 3) {
            float y = turnedY(corners, i);
            float z = turnedZ(corners, i);
            include(0, corners[i]);
            include(1, y);
            include(2, z);
        }
    }

    private void include(int axis, float value) {
        least[axis] = Math.min(least[axis], value);
        most[axis] = Math.max(most[axis], value);
    }

    private float turnedY(float[] corners, int i) {
        return (float) (corners[i + 1] * cos - corners[i + 2] * sin);
    }

    private float turnedZ(float[] corners, int i) {
        return (float) (corners[i + 1] * sin + corners[i + 2] * cos);
    }

    private void scale() {
        double width = Math.max(most[0] - least[0], 1e-6);
        double height = Math.max(most[1] - least[1], 1e-6);
        scale = FILLED * Math.min(WIDTH / width, HEIGHT / height);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, GROUND);
            }
        }
    }

    private void draw(float[] corners) {
        var x = new double[3];
        var y = new double[3];
        var z = new double[3];
        for (int i = 0; i < 3; i++) {
            x[i] = WIDTH / 2.0 + (corners[3 * i] - (least[0] + most[0]) / 2.0) * scale;
            y[i] = HEIGHT / 2.0 - (turnedY(corners, 3 * i) - (least[1] + most[1]) / 2.0) * scale;
            z[i] = turnedZ(corners, 3 * i) * scale;
        }
        double area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
        int colour = shade(x, y, z);
        if (Math.abs(area) < 1) {
            dot((int) x[0], (int) y[0], (float) z[0], colour);
        } else {
            fill(x, y, z, area, colour);
        }
    }

    /** Brighter, the more the surface faces the eye. */
    private static int shade(double[] x, double[] y, double[] z) {
        double nx = (y[1] - y[0]) * (z[2] - z[0]) - (z[1] - z[0]) * (y[2] - y[0]);
        double ny = (z[1] - z[0]) * (x[2] - x[0]) - (x[1] - x[0]) * (z[2] - z[0]);
        double nz = (x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0]);
        double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
        double light = length > 0 ? (Math.abs(nz) * 0.75 + Math.abs(nx + ny) * 0.18) / length : 0.8;
        double grey = 45 + 190 * Math.clamp(light, 0, 1);
        return ((int) grey << 16) | ((int) (grey * 0.96) << 8) | (int) (grey * 0.88);
    }

    private void fill(double[] x, double[] y, double[] z, double area, int colour) {
        int left = Math.max(0, (int) Math.min(x[0], Math.min(x[1], x[2])));
        int right = Math.min(WIDTH - 1, (int) Math.max(x[0], Math.max(x[1], x[2])) + 1);
        int top = Math.max(0, (int) Math.min(y[0], Math.min(y[1], y[2])));
        int bottom = Math.min(HEIGHT - 1, (int) Math.max(y[0], Math.max(y[1], y[2])) + 1);
        for (int py = top; py <= bottom; py++) {
            for (int px = left; px <= right; px++) {
                double a = ((x[1] - px) * (y[2] - py) - (x[2] - px) * (y[1] - py)) / area;
                double b = ((x[2] - px) * (y[0] - py) - (x[0] - px) * (y[2] - py)) / area;
                double c = 1 - a - b;
                if (a >= -0.02 && b >= -0.02 && c >= -0.02) {
                    dot(px, py, (float) (a * z[0] + b * z[1] + c * z[2]), colour);
                }
            }
        }
    }

    private void dot(int x, int y, float z, int colour) {
        if (x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT && z > depth[y * WIDTH + x]) {
            depth[y * WIDTH + x] = z;
            image.setRGB(x, y, colour);
        }
    }
}
