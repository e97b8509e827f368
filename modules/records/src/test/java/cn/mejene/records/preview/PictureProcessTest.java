package cn.mejene.records.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.testing.Clause;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Contents made to use up memory or time cost a picture and nothing else. */
final class PictureProcessTest {
    private static final long PATIENCE = 10_000;
    private static final long IMPATIENCE = 300;
    private static final int WIDTH_IN_PNG = 16;

    private static byte[] png(int width) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", out);
        var bytes = ByteBuffer.wrap(out.toByteArray()).putInt(WIDTH_IN_PNG, width);
        return bytes.array();
    }

    /** Triangles each of which fills the whole view, every one nearer than the one before. */
    private static byte[] stl(int triangles) {
        var bytes = ByteBuffer.allocate(84 + 50 * triangles).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(80).putInt(triangles);
        for (int i = 0; i < triangles; i++) {
            float z = i;
            bytes.position(84 + 50 * i + 12);
            bytes.putFloat(-1e9f).putFloat(-1e9f).putFloat(z);
            bytes.putFloat(1e9f).putFloat(-1e9f).putFloat(z);
            bytes.putFloat(0).putFloat(1e9f).putFloat(z);
        }
        return bytes.array();
    }

    /** A page whose content stream of some kilobytes becomes 384 MB. */
    private static byte[] pdf() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(packed)) {
            var pairs = new byte[1_000_000];
            for (int i = 0; i < pairs.length; i += 2) {
                pairs[i] = (byte) 129;
                pairs[i + 1] = ' ';
            }
            for (int i = 0; i < 6; i++) {
                deflater.write(pairs);
            }
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                        + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                        + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Contents 4 0 R>>endobj\n"
                        + "4 0 obj<</Filter[/FlateDecode/RunLengthDecode]/Length " + packed.size() + ">>stream\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(packed.toByteArray());
        out.writeBytes("\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
                .getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Test
    @Clause("IV(A)4.a")
    void content_thatAsksForTooMuch_isRefusedInTime_andTheNextOneIsDrawn() throws IOException {
        try (var process = new PictureProcess()) {
            assertThat(process.picture("png", png(64), 1, PATIENCE).getWidth()).isEqualTo(1024);
            assertRefused(process, "png", png(60_000), PATIENCE);
            assertRefused(process, "pdf", pdf(), PATIENCE);
            assertRefused(process, "stl-binary", stl(100_000), IMPATIENCE);
            assertRefused(process, "jpeg", new byte[] {1, 2, 3}, PATIENCE);
            assertThat(process.picture("stl-binary", stl(2), 1, PATIENCE).getHeight())
                    .isEqualTo(768);
            assertThatThrownBy(() -> process.picture("png", png(64), 2, PATIENCE))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                            .isEqualTo(404));
        }
    }

    private static void assertRefused(PictureProcess process, String format, byte[] content, long millis) {
        assertThatThrownBy(() -> process.picture(format, content, 1, millis))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("preview-unavailable"));
    }
}
