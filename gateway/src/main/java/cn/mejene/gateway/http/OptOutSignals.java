package cn.mejene.gateway.http;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import io.vertx.core.Future;
import java.util.stream.Stream;

/**
 * Has a member's Sec-GPC or DNT kept for her account before her call is made (policy II(C)1). Asks with every call: what
 * was kept a moment ago may have been taken back since, on another node. Stateless.
 */
final class OptOutSignals {
    private static final String NOTE = "consent.note-opt-out";

    private final Bus bus;

    private record Noted(String signal) {}

    OptOutSignals(Bus bus) {
        this.bus = bus;
    }

    /** Completes when the signal is kept, or at once when there is none; fails when it cannot be kept. */
    Future<Call> kept(Call call) {
        var signal = Stream.of("sec-gpc", "dnt")
                .filter(name -> call.headers().containsKey(name))
                .findFirst();
        if (signal.isEmpty() || !call.principal().isMember()) {
            return Future.succeededFuture(call);
        }
        return bus.request(call.to(NOTE, new Noted(signal.get()))).map(noted -> call);
    }
}
