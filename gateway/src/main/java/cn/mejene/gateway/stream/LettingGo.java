package cn.mejene.gateway.stream;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a module that an upload came to nothing, again and again until it knows or the node ends: while this node
 * lives, nobody else may touch what it reserved, and whoever goes on with the upload is told that it is locked.
 * Thread-safe, never blocks.
 */
final class LettingGo {
    private static final Logger LOG = LoggerFactory.getLogger(LettingGo.class);

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Vertx vertx;

    LettingGo(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Ends after the first attempt, whatever came of it. */
    Future<Void> of(String upload, Call call, Supplier<Future<?>> attempt) {
        return attempt.get().transform(told -> {
            if (told.failed()) {
                LOG.atWarn()
                        .addKeyValue("traceId", call.traceId())
                        .addKeyValue("upload", upload)
                        .addKeyValue("code", told.cause() instanceof Problem problem ? problem.code() : "bug")
                        .log("upload could not be let go, trying again");
                later(attempt, FIRST_PAUSE_MILLIS);
            }
            return Future.succeededFuture();
        });
    }

    private void later(Supplier<Future<?>> attempt, long pauseMillis) {
        vertx.setTimer(pauseMillis, _ -> attempt.get()
                .onFailure(_ -> later(attempt, Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis))));
    }
}
