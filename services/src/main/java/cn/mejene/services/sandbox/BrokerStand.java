package cn.mejene.services.sandbox;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /sandbox/broker/restarts} stops the broker and starts it again; answers 204 when it serves. The restart
 * itself runs on a worker thread, one at a time.
 */
public final class BrokerStand implements Stand {
    private final Runnable restart;

    public BrokerStand(Runnable restart) {
        this.restart = restart;
    }

    @Override
    public void mount(Vertx vertx, Router router) {
        router.post("/sandbox/broker/restarts").handler(context -> restart(vertx, context));
    }

    private void restart(Vertx vertx, RoutingContext context) {
        vertx.executeBlocking(() -> {
                    restart.run();
                    return true;
                })
                .onSuccess(_ -> context.response().setStatusCode(204).end())
                .onFailure(context::fail);
    }
}
