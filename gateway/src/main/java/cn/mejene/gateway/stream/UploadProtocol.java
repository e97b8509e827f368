package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.stream.AbortedUpload;
import cn.mejene.kernel.stream.StoredContent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** The three calls that a module hears of an upload: begin, then commit or abort. Thread-safe, never blocks. */
final class UploadProtocol {
    private final Bus bus;
    private final LettingGo lettingGo;
    private final Holder here;
    private final long patience;

    /**
     * @param here this node, which holds what it has begun
     * @param patience how long commit and abort are waited for; the call's own deadline may have passed by then
     */
    UploadProtocol(Vertx vertx, Bus bus, Holder here, Duration patience) {
        this.here = here;
        this.bus = bus;
        this.lettingGo = new LettingGo(vertx);
        this.patience = patience.toNanos();
    }

    /** A ticket, or the answer that this upload had before. */
    Future<Reply> begin(Call call) {
        return bus.request(call.carriedBy(here));
    }

    Future<Answer> commit(Call call, StoredContent content) {
        return bus.request(later(call.as(call.operation() + ".commit", content)))
                .map(reply -> {
                    if (reply instanceof Answer answer) {
                        return answer;
                    }
                    throw new IllegalStateException(call.operation() + ".commit does not answer");
                });
    }

    /** Ends when the module knows, or after the first try; tries on until it does, or the node ends. */
    Future<Void> abort(Call call, UploadTicket ticket) {
        var aborted = new AbortedUpload(ticket.id(), ticket.claim());
        return lettingGo.of(ticket.id(), call, () -> bus.request(later(call.as(call.operation() + ".abort", aborted))));
    }

    private Call later(Call call) {
        return call.until(System.nanoTime() + patience);
    }
}
