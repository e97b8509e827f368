package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * Looks after a download whose peer has stopped reading: such a stream asks for no further segment, so nobody would
 * ask whether it may go on. Every half second without progress this does, and it ends what has stood too long.
 * Confined to the response's event loop.
 */
final class StallWatch {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final ContentDownload download;
    private final BiFunction<Access, BlobReference, Future<Boolean>> stillAllowed;
    private final long mostStalls;

    private long timer = -1;
    private long lastWritten = -1;
    private long stalls;
    private boolean asking;

    StallWatch(
            Vertx vertx,
            HttpServerResponse response,
            ContentDownload download,
            BiFunction<Access, BlobReference, Future<Boolean>> stillAllowed,
            StreamConfig config) {
        this.vertx = vertx;
        this.response = response;
        this.download = download;
        this.stillAllowed = stillAllowed;
        this.mostStalls = Math.max(1, config.patience().dividedBy(INTERVAL));
    }

    void start(DownloadTicket ticket) {
        timer = vertx.setPeriodic(INTERVAL.toMillis(), _ -> look(ticket));
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look(DownloadTicket ticket) {
        long written = response.bytesWritten();
        if (written != lastWritten) {
            lastWritten = written;
            stalls = 0;
            return;
        }
        stalls++;
        if (stalls > mostStalls) {
            download.cancel();
        } else if (!asking) {
            asking = true;
            stillAllowed.apply(ticket.access(), ticket.blob()).onComplete(answer -> {
                asking = false;
                if (answer.failed() || !answer.result()) {
                    download.revoke();
                }
            });
        }
    }
}
