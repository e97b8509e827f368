package cn.mejene.gateway.http;

import cn.mejene.kernel.call.Bus;
import cn.mejene.kernel.call.Call;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has a member's Sec-GPC or DNT kept for her account before her call is made (policy II(C)1). Remembers for some
 * seconds whose was kept, so that not every call asks. One instance per event loop.
 */
final class OptOutSignals {
    private static final String NOTE = "consent.note-opt-out";
    private static final int REMEMBERED = 10_000;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<String, Long> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
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
        if (signal.isEmpty()
                || !call.principal().isMember()
                || isKept(call.principal().id())) {
            return Future.succeededFuture(call);
        }
        return bus.request(call.to(NOTE, new Noted(signal.get()))).map(noted -> {
            kept.remove(call.principal().id());
            kept.put(call.principal().id(), System.nanoTime());
            return call;
        });
    }

    private boolean isKept(String member) {
        var at = kept.get(member);
        return at != null && System.nanoTime() - at < KEPT_NANOS;
    }
}
