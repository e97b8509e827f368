package cn.mejene.gateway.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * {@code GET /health/live}, {@code /health/ready}, {@code /metrics} on a listener of their own. Shows no personal data
 * and asks no token: it belongs on an address that only operators reach.
 */
public final class Management {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final Readiness readiness;
    private final PrometheusMeterRegistry metrics;
    private final HttpServer server;

    public Management(Vertx vertx, Readiness readiness, PrometheusMeterRegistry metrics) {
        this.vertx = vertx;
        this.readiness = readiness;
        this.metrics = metrics;
        this.server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(30));
    }

    /** @param publicPort decides on the port where the configuration names none */
    public Future<Management> listen(ManagementConfig config, int publicPort) {
        return server.requestHandler(this::answer)
                .listen(config.listenPort(publicPort), config.listenHost())
                .map(this);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response()
                    .setStatusCode(405)
                    .putHeader("allow", "GET, HEAD")
                    .end();
            return;
        }
        switch (request.path()) {
            // That an event loop got here is the answer.
            case "/health/live" -> json(request, 200, Map.of("status", "up"));
            case "/health/ready" -> ready(request);
            case "/metrics" -> scrape(request);
            default -> json(request, 404, Map.of("status", "not-found"));
        }
    }

    private void ready(HttpServerRequest request) {
        readiness
                .check()
                .onSuccess(checks -> {
                    boolean up = !checks.containsValue(false);
                    var words = new JsonObject();
                    checks.forEach((name, passed) -> words.put(name, passed ? "up" : "down"));
                    json(request, up ? 200 : 503, Map.of("status", up ? "up" : "down", "checks", words));
                })
                .onFailure(_ -> json(request, 503, Map.of("status", "down")));
    }

    private void scrape(HttpServerRequest request) {
        vertx.executeBlocking(() -> metrics.scrape(), false)
                .onSuccess(text ->
                        request.response().putHeader("content-type", PROMETHEUS).end(text))
                .onFailure(_ -> json(request, 503, Map.of("status", "down")));
    }

    private static void json(HttpServerRequest request, int status, Map<String, Object> body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(new JsonObject(body).toBuffer());
    }
}
