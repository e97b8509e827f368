package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.CompletedParts;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.StoredPart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls that a module hears of a content in several bodies. Thread-safe, never blocks. */
final class PartProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(PartProtocol.class);

    /** Until then whoever goes on with the upload is told that it is locked. */
    private static final Duration[] RETRIES = {Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)};

    private final Vertx vertx;
    private final Bus bus;
    private final long patience;

    /** @param patience how long each call but the first is waited for */
    PartProtocol(Vertx vertx, Bus bus, Duration patience) {
        this.vertx = vertx;
        this.bus = bus;
        this.patience = patience.toNanos();
    }

    Future<Reply> begin(Call call, AnnouncedBody body) {
        return bus.request(call.as(call.operation(), body));
    }

    Future<PartTicket> keep(Call call, PartTicket ticket, long size) {
        return request(call, ".keep", part(ticket, size)).map(reply -> expect(reply, PartTicket.class, call));
    }

    Future<Answer> pause(Call call, PartTicket ticket, long size) {
        return request(call, ".pause", part(ticket, size)).map(reply -> expect(reply, Answer.class, call));
    }

    Future<Answer> commit(Call call, PartTicket ticket, long size, StoredContent content) {
        return request(call, ".commit", new CompletedParts(part(ticket, size), content))
                .map(reply -> expect(reply, Answer.class, call));
    }

    /** Ends when the module knows, or after the first try; tries on until it does, or the node ends. */
    Future<Void> abort(Call call, PartTicket ticket, boolean refused) {
        return abort(call, new AbortedPart(part(ticket, 0), refused), 0);
    }

    private Future<Void> abort(Call call, AbortedPart aborted, int attempt) {
        return request(call, ".abort", aborted).<Void>mapEmpty().otherwise(failure -> {
            LOG.atWarn()
                    .addKeyValue("traceId", call.traceId())
                    .addKeyValue("upload", aborted.part().uploadId())
                    .addKeyValue("attempt", attempt + 1)
                    .log("upload could not be let go");
            if (attempt < RETRIES.length) {
                vertx.setTimer(RETRIES[attempt].toMillis(), _ -> abort(call, aborted, attempt + 1));
            }
            return null;
        });
    }

    private Future<Reply> request(Call call, String step, Object body) {
        return bus.request(call.as(call.operation() + step, body).until(System.nanoTime() + patience));
    }

    private static StoredPart part(PartTicket ticket, long size) {
        var blob = ticket.blob();
        return new StoredPart(ticket.uploadId(), ticket.writer(), blob == null ? null : blob.blobId(), size);
    }

    private static <T extends Reply> T expect(Reply reply, Class<T> type, Call call) {
        if (type.isInstance(reply)) {
            return type.cast(reply);
        }
        throw new IllegalStateException(call.operation() + " answers a part with something else");
    }
}
