package cn.mejene.records.preview;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Photographs: JPEG and PNG, thinned out while they are decoded when they are large. */
final class Pictures {
    private static final int ENOUGH = 2048;

    private Pictures() {}

    static BufferedImage decode(byte[] content) throws IOException {
        // Never ImageIO.read(InputStream): it may keep a copy on disk.
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            var readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw Previews.unavailable();
            }
            var reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > Previews.MOST_PIXELS) {
                    throw Previews.unavailable();
                }
                var parameters = reader.getDefaultReadParam();
                int step = Math.max(1, Math.max(width, height) / ENOUGH);
                parameters.setSourceSubsampling(step, step, 0, 0);
                return reader.read(0, parameters);
            } finally {
                reader.dispose();
            }
        }
    }
}
