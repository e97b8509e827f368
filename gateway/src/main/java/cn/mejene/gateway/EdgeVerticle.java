package cn.mejene.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the public listener; all instances share the port. It routes nothing itself. */
final class EdgeVerticle extends VerticleBase {
    private final Supplier<HttpServer> servers;
    private volatile @Nullable HttpServer server;

    /** @param servers makes a server of the calling event loop, ready to listen */
    EdgeVerticle(Supplier<HttpServer> servers) {
        this.servers = servers;
    }

    @Override
    public Future<?> start() {
        var made = servers.get();
        server = made;
        return made.listen();
    }

    int port() {
        var listening = server;
        return listening == null ? -1 : listening.actualPort();
    }

    /** Takes no more connections and ends when those there are have had their answers, or the time is over. */
    Future<Void> drain(Duration time) {
        var listening = server;
        return listening == null
                ? Future.succeededFuture()
                : listening.shutdown(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
