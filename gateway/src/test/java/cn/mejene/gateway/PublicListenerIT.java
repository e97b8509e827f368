package cn.mejene.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicListenerIT {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpServerResponse> pending = new LinkedBlockingQueue<>();
    private PublicListener listener;

    @BeforeEach
    void open() {
        listener = PublicListener.open(vertx, 1, this::server).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void callUnderWay_hasItsAnswer_whenTheNodeDrains() throws Exception {
        try (var busy = new Socket("127.0.0.1", listener.port())) {
            var response = send(busy);

            var drained = listener.drain(Duration.ofSeconds(20));

            await().untilAsserted(() -> assertThatThrownBy(() -> new Socket("127.0.0.1", listener.port()).close())
                    .isInstanceOf(ConnectException.class));
            assertThat(drained.isComplete()).isFalse();
            response.end("done");
            assertThat(new String(busy.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("done");
            await().until(drained::succeeded);
        }
    }

    @Test
    void callUnderWay_isCut_whenTheTimeIsOver() throws Exception {
        try (var busy = new Socket("127.0.0.1", listener.port())) {
            send(busy);

            var drained = listener.drain(Duration.ofMillis(300));

            assertThat(busy.getInputStream().read()).isEqualTo(-1);
            await().until(drained::succeeded);
        }
    }

    private HttpServerResponse send(Socket socket) throws IOException, InterruptedException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var response = pending.poll(10, TimeUnit.SECONDS);
        if (response == null) {
            throw new IllegalStateException("the call did not arrive");
        }
        return response;
    }

    private HttpServer server() {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> pending.add(request.response()));
    }
}
