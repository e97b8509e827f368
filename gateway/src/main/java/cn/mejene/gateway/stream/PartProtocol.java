package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.PartTicket;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.stream.AbortedPart;
import cn.mejene.kernel.stream.AnnouncedBody;
import cn.mejene.kernel.stream.CompletedParts;
import cn.mejene.kernel.stream.StoredContent;
import cn.mejene.kernel.stream.StoredPart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The calls that a module hears of a content in several bodies. Thread-safe, never blocks. */
final class PartProtocol {
    private final Bus bus;
    private final LettingGo lettingGo;
    private final Holder here;
    private final long patience;

    /**
     * @param here this node, which holds what it has begun
     * @param patience how long each call but the first is waited for
     */
    PartProtocol(Vertx vertx, Bus bus, Holder here, Duration patience) {
        this.here = here;
        this.bus = bus;
        this.lettingGo = new LettingGo(vertx);
        this.patience = patience.toNanos();
    }

    Future<Reply> begin(Call call, AnnouncedBody body) {
        return bus.request(call.as(call.operation(), body).carriedBy(here));
    }

    Future<PartTicket> keep(Call call, PartTicket ticket, long size) {
        return request(call, ".keep", StoredPart.of(ticket, size)).map(reply -> expect(reply, PartTicket.class, call));
    }

    Future<Answer> pause(Call call, PartTicket ticket, long size) {
        return request(call, ".pause", StoredPart.of(ticket, size)).map(reply -> expect(reply, Answer.class, call));
    }

    Future<Answer> commit(Call call, PartTicket ticket, long size, StoredContent content) {
        return request(call, ".commit", new CompletedParts(StoredPart.of(ticket, size), content))
                .map(reply -> expect(reply, Answer.class, call));
    }

    /** Ends when the module knows, or after the first try; tries on until it does, or the node ends. */
    Future<Void> abort(Call call, PartTicket ticket, boolean refused) {
        var aborted = new AbortedPart(StoredPart.of(ticket, 0), refused);
        return lettingGo.of(ticket.uploadId(), call, () -> request(call, ".abort", aborted));
    }

    private Future<Reply> request(Call call, String step, Object body) {
        return bus.request(
                call.as(call.operation() + step, body).carriedBy(here).until(System.nanoTime() + patience));
    }

    private static <T extends Reply> T expect(Reply reply, Class<T> type, Call call) {
        if (type.isInstance(reply)) {
            return type.cast(reply);
        }
        throw new IllegalStateException(call.operation() + " answers a part with something else");
    }
}
