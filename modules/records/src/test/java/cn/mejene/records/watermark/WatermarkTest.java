package cn.mejene.records.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.testing.Clause;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

/** The hidden mark is found after JPEG at 60, a crop of a quarter and scaling to half, and never a wrong one (D56). */
final class WatermarkTest {
    private final Random random = new Random(56);

    private BufferedImage picture(int kind) {
        int width = kind % 2 == 0 ? 1024 : 640;
        var image = new BufferedImage(width, kind % 3 == 0 ? 700 : 480, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(kind % 4 == 0 ? Color.WHITE : Color.BLACK);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int i = 0; i < 12 + kind * 7 % 60; i++) {
            graphics.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
            graphics.fillOval(random.nextInt(1000), random.nextInt(700), random.nextInt(200), random.nextInt(200));
        }
        graphics.dispose();
        if (kind % 5 == 1) {
            noise(image);
        }
        return image;
    }

    private void noise(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int grey = Math.clamp((image.getRGB(x, y) & 255) + random.nextInt(-20, 21), 0, 255);
                image.setRGB(x, y, grey * 0x10101);
            }
        }
    }

    private static BufferedImage marked(BufferedImage picture, long code) {
        var canvas = Canvas.fit(picture);
        VisibleMark.write(canvas, List.of("stf_01kb3t6k3s8x5zq0m7w2d9c4vd", "2026-11-22T09:30:00Z"));
        new HiddenMark(code).write(canvas);
        return canvas;
    }

    private static BufferedImage jpeg(BufferedImage image, float quality) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        var bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        return ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static BufferedImage scaled(BufferedImage image, double scale) {
        int width = (int) Math.round(image.getWidth() * scale);
        int height = (int) Math.round(image.getHeight() * scale);
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    /** Three quarters of each side, somewhere. */
    private BufferedImage cropped(BufferedImage image) {
        int width = image.getWidth() * 3 / 4;
        int height = image.getHeight() * 3 / 4;
        return image.getSubimage(
                random.nextInt(image.getWidth() - width), random.nextInt(image.getHeight() - height), width, height);
    }

    @Test
    @Clause("IV(A)4.a")
    void code_isFoundAgain_afterAllThatPeopleDoToPictures() throws IOException {
        var reader = new MarkReader();
        int found = 0;
        int all = 0;
        for (int kind = 0; kind < 6; kind++) {
            long code = random.nextLong(1L << 48);
            var marked = marked(picture(kind), code);
            for (var attacked : List.of(
                    jpeg(marked, 0.6f),
                    cropped(marked),
                    scaled(marked, 0.5),
                    jpeg(scaled(cropped(jpeg(marked, 0.6f)), 0.5), 0.6f))) {
                var read = reader.read(attacked);
                all++;
                if (read.isPresent()) {
                    assertThat(read.getAsLong()).as("a wrong attribution").isEqualTo(code);
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(all * 95 / 100);
    }
}
