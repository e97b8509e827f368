package cn.mejene.gateway.stream;

import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.call.UploadTicket;
import cn.mejene.kernel.stream.AbortedUpload;
import cn.mejene.kernel.stream.StoredContent;
import io.vertx.core.Future;
import java.time.Duration;

/** The three calls that a module hears of an upload: begin, then commit or abort. Thread-safe, never blocks. */
final class UploadProtocol {
    private final Bus bus;
    private final long patience;

    /** @param patience how long commit and abort are waited for; the call's own deadline may have passed by then */
    UploadProtocol(Bus bus, Duration patience) {
        this.bus = bus;
        this.patience = patience.toNanos();
    }

    /** A ticket, or the answer that this upload had before. */
    Future<Reply> begin(Call call) {
        return bus.request(call);
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

    Future<Void> abort(Call call, UploadTicket ticket) {
        var aborted = new AbortedUpload(ticket.id(), ticket.claim());
        return bus.request(later(call.as(call.operation() + ".abort", aborted))).mapEmpty();
    }

    private Call later(Call call) {
        return call.until(System.nanoTime() + patience);
    }
}
