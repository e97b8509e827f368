package cn.mejene.gateway;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The public listener of a node: several event loops behind one port. Thread-safe. */
final class PublicListener {
    private final List<EdgeVerticle> verticles;

    private PublicListener(List<EdgeVerticle> verticles) {
        this.verticles = verticles;
    }

    /** @param servers called once on every event loop */
    static Future<PublicListener> open(Vertx vertx, int instances, Supplier<HttpServer> servers) {
        var made = new ConcurrentLinkedQueue<EdgeVerticle>();
        var options = new DeploymentOptions().setInstances(instances);
        return vertx.deployVerticle(() -> made(made, servers), options).map(_ -> new PublicListener(List.copyOf(made)));
    }

    private static EdgeVerticle made(ConcurrentLinkedQueue<EdgeVerticle> all, Supplier<HttpServer> servers) {
        var verticle = new EdgeVerticle(servers);
        all.add(verticle);
        return verticle;
    }

    int port() {
        return verticles.getFirst().port();
    }

    /** Takes no more connections; ends when the last answer is out or the time is over. */
    Future<Void> drain(Duration time) {
        return Future.join(
                        verticles.stream().map(verticle -> verticle.drain(time)).toList())
                .mapEmpty();
    }
}
