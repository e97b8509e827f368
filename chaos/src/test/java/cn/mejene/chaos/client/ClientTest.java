package cn.mejene.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.chaos.Failures;
import cn.mejene.chaos.Figure;
import cn.mejene.chaos.History;
import cn.mejene.chaos.Observed;
import cn.mejene.chaos.Tally;
import cn.mejene.chaos.Weather;
import cn.mejene.chaos.Zero;
import cn.mejene.chaos.system.NodePorts;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that answer what they are told to. */
class ClientTest {
    private static final int STEP = 10;

    @TempDir
    private Path folder;

    private final Deque<Scripted> script = new ArrayDeque<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer first;
    private HttpServer second;
    private History history;
    private Tally tally;
    private Client client;

    private record Scripted(int status, Map<String, String> headers, String body) {
        static Scripted ok() {
            return new Scripted(200, Map.of("Content-Type", "application/json"), "{\"id\":\"grt_1\"}");
        }

        static Scripted problem(int status, String code) {
            var body = "{\"status\":%d,\"code\":\"%s\",\"traceId\":\"t\"}".formatted(status, code);
            return new Scripted(status, Map.of("Content-Type", "application/problem+json", "Retry-After", "1"), body);
        }

        Scripted without(String header) {
            var fewer = new java.util.HashMap<>(headers);
            fewer.remove(header);
            return new Scripted(status, fewer, body);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        int base = twoPorts();
        first = serve(base, 1);
        second = serve(base + STEP, 2);
        history = History.open(folder.resolve("history.jsonl"), InstantSource.system());
        tally = new Tally(history);
        var observed = new Observed(history, tally, new Weather(), new Failures(2));
        client = Client.of(new NodePorts(base, 2), observed).named("somebody");
    }

    private static int twoPorts() throws IOException {
        while (true) {
            try (var one = new ServerSocket(0);
                    var other = new ServerSocket(one.getLocalPort() + STEP)) {
                return one.getLocalPort() + 0 * other.getLocalPort();
            } catch (IOException | IllegalArgumentException taken) {
                // The next one may have a free neighbour.
            }
        }
    }

    private HttpServer serve(int port, int node) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> answer(exchange, node));
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange, int node) throws IOException {
        seen.add(node + " " + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        var next = script.pop();
        if (next.status() == 0) {
            exchange.close();
            return;
        }
        next.headers().forEach(exchange.getResponseHeaders()::add);
        var body = next.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(next.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        first.stop(0);
        second.stop(0);
        history.close();
    }

    private Reply call() {
        return client.call(
                Request.json("give-grant", "POST", "/v1/me/grants", Map.of()).key("k"), 1);
    }

    @Test
    void call_isSentToAnotherNodeUnderTheSameKey_whenOneIsUnavailable() {
        script.add(Scripted.problem(503, "unavailable"));
        script.add(Scripted.ok());

        assertThat(call().text("id")).isEqualTo("grt_1");

        assertThat(seen).containsExactly("1 k", "2 k");
        assertThat(tally.figure(Figure.RETRIES).count()).isEqualTo(1);
        assertThat(tally.violations()).isZero();
    }

    @Test
    void call_isSentAgain_whenTheConnectionBreaksOrTheFirstIsStillRunning() {
        script.add(new Scripted(0, Map.of(), ""));
        script.add(Scripted.problem(409, "idempotency-in-progress"));
        script.add(Scripted.ok());

        assertThat(call().status()).isEqualTo(200);

        assertThat(seen).containsExactly("1 k", "2 k", "1 k");
        assertThat(tally.violations()).isZero();
    }

    @Test
    void call_isFinal_whenItIsRefused() {
        script.add(Scripted.problem(403, "consent-required"));

        assertThat(call().code()).isEqualTo("consent-required");

        assertThat(seen).hasSize(1);
        assertThat(tally.violations()).isZero();
    }

    @Test
    void call_isJudged_whenAFailureHasNotItsForm() {
        script.add(Scripted.problem(503, "unavailable").without("Retry-After"));
        script.add(new Scripted(500, Map.of("Content-Type", "text/html"), "<h1>Oops</h1>"));
        script.add(Scripted.ok());

        call();

        assertThat(tally.violations(Zero.NO_RETRY_AFTER)).isEqualTo(1);
        assertThat(tally.violations(Zero.NO_PROBLEM)).isEqualTo(1);
        assertThat(tally.violations(Zero.SERVER_ERROR)).isEqualTo(1);
    }

    @Test
    void everyTry_isInTheHistory() throws IOException {
        script.add(Scripted.problem(503, "unavailable"));
        script.add(Scripted.ok());

        call();

        assertThat(Files.readAllLines(history.file()))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"node\":1", "\"key\":\"k\"", "\"try\":1", "\"outcome\":\"503 unavailable\""))
                .anySatisfy(line -> assertThat(line).contains("\"node\":2", "\"try\":2", "\"outcome\":\"200\""));
    }
}
