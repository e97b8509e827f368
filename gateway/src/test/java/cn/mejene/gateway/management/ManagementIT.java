package cn.mejene.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementIT {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Future<?> database = Future.succeededFuture();
    private Readiness readiness;
    private Management management;

    @BeforeEach
    void listen() {
        readiness = new Readiness(Map.of("database", () -> database, "keys", Future::succeededFuture));
        management = new Management(vertx, readiness, metrics)
                .listen(new ManagementConfig(null, 0), 8080)
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        client.close();
    }

    @Test
    void node_isReady_whenEveryCheckPasses() throws Exception {
        var answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"database\":\"up\"", "\"keys\":\"up\"", "\"serving\":\"up\"");
    }

    @Test
    void node_isNotReadyButAlive_whenACheckFails() throws Exception {
        database = Future.failedFuture("gone");

        var answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("\"database\":\"down\"", "\"keys\":\"up\"")
                .doesNotContain("gone");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void node_isNotReady_whenACheckNeverAnswers() throws Exception {
        database = Promise.promise().future();

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void node_isNotReady_whileItDrains() throws Exception {
        readiness.drain();

        var answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"serving\":\"down\"");
    }

    @Test
    void metrics_areShownInTheFormatOfPrometheus() throws Exception {
        metrics.counter("mejene.test").increment();

        assertThat(get("/metrics").body()).contains("mejene_test_total 1.0");
    }

    @Test
    void otherAddressesAndMethods_areRefused() throws Exception {
        assertThat(get("/v1/me").statusCode()).isEqualTo(404);
        assertThat(send(request("/metrics").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management.port() + path));
    }
}
