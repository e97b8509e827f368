package cn.mejene.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketExchangeTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicInteger received = new AtomicInteger();
    private final Request request =
            Request.of("upload", "POST", "/there").with("X-Word", "one").body(new byte[40_000]);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/there", exchange -> {
            try (exchange) {
                received.set(exchange.getRequestBody().readAllBytes().length);
                var word = exchange.getRequestHeaders().getFirst("X-Word").getBytes();
                exchange.sendResponseHeaders(201, word.length);
                exchange.getResponseBody().write(word);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void answer_isRead_andThePacerSeesEveryPiece() throws IOException {
        var seen = new ArrayList<Long>();
        try (var exchange = new SocketExchange(server.getAddress().getPort(), LIMIT)) {
            var reply = exchange.send(request, 2, (sent, size) -> seen.add(sent));

            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.node()).isEqualTo(2);
            assertThat(reply.body()).asString().isEqualTo("one");
        }
        assertThat(received).hasValue(40_000);
        assertThat(seen).startsWith(0L).endsWith(40_000L).isSorted();
    }

    @Test
    void body_isCut_whereThePacerBreaksOff() throws IOException {
        try (var exchange = new SocketExchange(server.getAddress().getPort(), LIMIT)) {
            assertThatThrownBy(() -> exchange.send(request, 1, (sent, size) -> {
                        if (sent > 0) {
                            throw new IOException("broken off");
                        }
                    }))
                    .hasMessage("broken off");
        }
        assertThat(received).hasValue(0);
    }
}
