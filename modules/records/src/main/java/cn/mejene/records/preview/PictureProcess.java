package cn.mejene.records.preview;

import cn.mejene.kernel.Problem;
import cn.mejene.records.watermark.Canvas;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node's {@link PictureProgram}: started for the first picture, ended when one takes too long, started again for the
 * next. It ends with the node, whose end closes its input. For one caller at a time; blocks.
 */
public final class PictureProcess implements AutoCloseable {
    private @Nullable Process process;

    /**
     * The picture of a content, as large as its marks need it.
     *
     * @param millis after which the content is given up
     * @throws Problem 404 when there is no such page, 409 {@code preview-unavailable}
     */
    public BufferedImage picture(String format, byte[] content, int page, long millis) {
        try {
            var running = running();
            var end = CompletableFuture.runAsync(
                    running::destroyForcibly, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
            try {
                ask(running, format, content, page);
                return answer(running);
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            // It was ended, or ended itself for want of memory.
            close();
            throw Previews.unavailable();
        }
    }

    private Process running() throws IOException {
        var running = process;
        if (running == null || !running.isAlive()) {
            running = new ProcessBuilder(command())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process = running;
        }
        return running;
    }

    private static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-XX:+ExitOnOutOfMemoryError",
                // Neither a core file nor a crash report may hold a content.
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path", ""),
                PictureProgram.class.getName());
    }

    private static void ask(Process running, String format, byte[] content, int page) throws IOException {
        var out = new DataOutputStream(new BufferedOutputStream(running.getOutputStream()));
        out.writeUTF(format);
        out.writeInt(page);
        out.writeInt(content.length);
        out.write(content);
        out.flush();
    }

    private static BufferedImage answer(Process running) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(running.getInputStream()));
        int outcome = in.readUnsignedByte();
        if (outcome == PictureProgram.NO_PAGE) {
            throw Previews.noPage();
        }
        if (outcome != PictureProgram.DRAWN) {
            throw Previews.unavailable();
        }
        int width = in.readInt();
        int height = in.readInt();
        if (!Canvas.fits(width, height)) {
            throw new IOException("no picture");
        }
        var rgb = new int[width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = in.readInt();
        }
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, height, rgb, 0, width);
        return picture;
    }

    @Override
    public void close() {
        var running = process;
        if (running != null) {
            running.destroyForcibly();
            process = null;
        }
    }
}
