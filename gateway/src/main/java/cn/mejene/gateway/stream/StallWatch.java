package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.vault.store.ContentDownload;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * Looks after a download whose peer reads slowly or has stopped: such a stream needs no further segment for long, so
 * nobody would ask whether it may go on. Every half second that takes less than a segment this does. It ends what has
 * stood too long or is read too slowly, the last pieces that wait in the connection included. Confined to the response's
 * event loop.
 */
final class StallWatch {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final long SEGMENT = 1 << 20;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ContentDownload download;
    private final BiFunction<Access, BlobReference, Future<Boolean>> stillAllowed;
    private final long mostStalls;
    private final Pace pace;

    private long timer = -1;
    private long lastWritten;
    private long stalls;
    private boolean asking;

    StallWatch(
            Vertx vertx,
            HttpServerRequest request,
            ContentDownload download,
            BiFunction<Access, BlobReference, Future<Boolean>> stillAllowed,
            StreamConfig config) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.download = download;
        this.stillAllowed = stillAllowed;
        this.mostStalls = Math.max(1, config.patience().dividedBy(INTERVAL));
        this.pace = new Pace(config, System.nanoTime());
    }

    void start(DownloadTicket ticket) {
        timer = vertx.setPeriodic(INTERVAL.toMillis(), _ -> look(ticket));
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void look(DownloadTicket ticket) {
        boolean ended = response.ended();
        long written = response.bytesWritten();
        stalls = written == lastWritten ? stalls + 1 : 0;
        if (stalls > mostStalls || (!ended && isTooSlow(written - lastWritten))) {
            giveUp(ended);
        } else if (written - lastWritten < SEGMENT && !asking) {
            asking = true;
            stillAllowed.apply(ticket.access(), ticket.blob()).onComplete(answer -> {
                asking = false;
                if (answer.failed() || !answer.result()) {
                    revoke();
                }
            });
        }
        lastWritten = written;
    }

    private void giveUp(boolean ended) {
        if (ended) {
            Cut.response(request);
        } else {
            download.cancel();
        }
    }

    private void revoke() {
        if (response.ended()) {
            Cut.response(request);
        } else {
            download.revoke();
        }
    }

    /** A peer is as fast as its connection's queue empties; one that waits for us is not to blame. */
    private boolean isTooSlow(long bytes) {
        long now = System.nanoTime();
        if (response.writeQueueFull()) {
            pace.release(now);
        } else {
            pace.hold(now);
        }
        if (bytes > 0) {
            pace.received((int) Math.min(bytes, Integer.MAX_VALUE), now);
        }
        return pace.isTooSlow(now);
    }
}
