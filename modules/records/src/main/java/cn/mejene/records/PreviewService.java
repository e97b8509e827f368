package cn.mejene.records;

import cn.mejene.kernel.ModuleContext;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.records.PreviewRepository.Shown;
import cn.mejene.records.preview.PictureProcess;
import cn.mejene.records.watermark.HiddenMark;
import cn.mejene.records.watermark.VisibleMark;
import cn.mejene.vault.Vault;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Shows a record as a picture that names whom it was made for and when, to be read and hidden (policy IV(A)4). Made for
 * each call in memory, drawn in a process of its own, one at a time on a node, and kept nowhere; the record itself stays as
 * it is. Virtual threads only.
 */
final class PreviewService {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_BYTES = 64 << 20;
    private static final long PATIENCE_MILLIS = 4_000;
    private static final long DRAWING_MILLIS = 8_000;
    private static final float QUALITY = 0.9f;

    private final ModuleContext context;
    private final RecordService records;
    private final PreviewRepository repository = new PreviewRepository();
    private final Semaphore turn = new Semaphore(1, true);
    private final PictureProcess process = new PictureProcess();

    PreviewService(ModuleContext context, RecordService records) {
        this.context = context;
        this.records = records;
    }

    Answer get(Call call) {
        int page = call.query("page").map(Integer::parseInt).orElse(1);
        var record = records.readable(call);
        if (record.size() > MOST_BYTES) {
            throw Problem.conflict("preview-unavailable", "The record is too large for a picture to be made of it.");
        }
        waitForTurn(call);
        try {
            var content = read(call, record);
            var shown = note(call, record);
            long millis = Math.min(DRAWING_MILLIS, call.millisLeft());
            // A worker: an event loop or a carrier thread is not for work that takes this long.
            var jpeg = context.vertx()
                    .executeBlocking(() -> make(content, page, shown, millis), false)
                    .await();
            return new Answer(200, headers(), Buffer.buffer(jpeg));
        } finally {
            turn.release();
        }
    }

    private void waitForTurn(Call call) {
        try {
            if (!turn.tryAcquire(Math.min(PATIENCE_MILLIS, call.millisLeft() / 2), TimeUnit.MILLISECONDS)) {
                throw Problem.unavailable("Too many pictures are asked for at once.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The node is stopping.");
        }
    }

    private static Map<String, String> headers() {
        return Map.of(
                "Content-Type",
                "image/jpeg",
                "Cache-Control",
                "no-store",
                "Content-Disposition",
                "inline",
                "Content-Security-Policy",
                "sandbox; default-src 'none'; frame-ancestors 'none'");
    }

    /** Through the door, which decides and logs. */
    private byte[] read(Call call, StoredRecord record) {
        var vault = context.port(Vault.class);
        var blob = vault.stored(context.database(), record.blobId());
        return vault.whole(RecordService.access(call, record), call.operation(), blob, (int) record.size())
                .await();
    }

    /** Durable before anything is shown. */
    private Shown note(Call call, StoredRecord record) {
        var now = context.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Shown shown;
        do {
            long code = 1 + RANDOM.nextLong((1L << 48) - 1);
            shown = new Shown(code, call.principal().id(), record, now, call.traceId());
        } while (!repository.insert(context.database(), shown));
        return shown;
    }

    private byte[] make(byte[] content, int page, Shown shown, long millis) {
        try {
            var canvas = process.picture(shown.record().format(), content, page, millis);
            VisibleMark.write(
                    canvas,
                    List.of(
                            shown.viewer(),
                            shown.at().toString(),
                            shown.record().id(),
                            shown.trace()));
            new HiddenMark(shown.code()).write(canvas);
            return jpeg(canvas);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] jpeg(BufferedImage image) {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(QUALITY);
        var bytes = new ByteArrayOutputStream(1 << 18);
        // Never a file: ImageIO's own streams may be kept on disk.
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
