package cn.mejene.gateway.http;

import static cn.mejene.gateway.http.EdgeClient.GOOD_BODY;
import static cn.mejene.gateway.http.EdgeClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtocolIT {
    @AutoClose
    private final TestEdge edge = TestEdge.unlimited();

    @AutoClose
    private final EdgeClient http = new EdgeClient(edge.port());

    @BeforeEach
    void forget() {
        edge.calls.clear();
    }

    @Test
    void malformedHttp_isAProblem() throws IOException {
        assertThat(edge.raw("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .containsPattern("^HTTP/1\\.[01] 414")
                .contains("uri-too-long");
        assertThat(edge.raw("GET / HTTP/1.1\r\nHost: a\r\nBig: " + "a".repeat(20_000) + "\r\n\r\n"))
                .containsPattern("^HTTP/1\\.[01] 431")
                .contains("headers-too-large");
        assertThat(edge.raw("GET / HTTP/1.1\r\nHost: a\r\nBroken Name: x\r\n\r\n"))
                .containsPattern("^HTTP/1\\.[01] 400")
                .contains("malformed-request", "application/problem+json", "x-content-type-options: nosniff");
        assertThat(edge.raw("GET /v1/things/current HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(edge.raw("GET /v1/things/current HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void head_isRefused_whenItDribbles_andConnectionsAreKeptWhenTheyAreSilent() throws IOException {
        var whole = "GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n";
        try (var impatient = new TestEdge("{headTimeout: PT1S, idleTimeout: PT1H}");
                var silent = new Socket("127.0.0.1", impatient.port());
                var dribbling = new Socket("127.0.0.1", impatient.port())) {
            var answers = new StringBuffer();
            var reader = Thread.startVirtualThread(() -> readInto(answers, dribbling));
            write(silent, whole);
            write(dribbling, whole + "GET / HTTP/1.1\r\n");
            await().pollInterval(Duration.ofMillis(100)).until(() -> {
                dribble(dribbling);
                return answers.indexOf("HTTP/1.1 408") > 0;
            });

            await().until(() -> !reader.isAlive());
            assertThat(answers).startsWith("HTTP/1.1 404").contains("request-timeout", "connection: close");
            write(silent, whole);
            var kept = new StringBuffer();
            Thread.startVirtualThread(() -> readInto(kept, silent));
            await().until(() -> kept.toString().split("HTTP/1.1 404", -1).length == 3);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void dribble(Socket socket) {
        try {
            write(socket, "a: b\r\n");
        } catch (IOException e) {
            // The connection was closed meanwhile, which is what is waited for.
        }
    }

    private static void readInto(StringBuffer text, Socket socket) {
        try {
            var in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (IOException e) {
            // What was written too late has reset the connection: it is closed.
        }
    }

    @Test
    void head_answersAsGet_withoutBody() throws IOException {
        var answer = edge.raw("HEAD /v1/things/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("content-length: 10")
                .endsWith("\r\n\r\n");
    }

    @Test
    void connection_isKept_afterRefusalWithoutBody() throws IOException {
        var one = "GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n";

        assertThat(edge.raw(one + one).split("HTTP/1.1 404", -1)).hasSize(3);
    }

    @Test
    void everyAnswer_carriesTheSecurityHeaders() {
        for (var path : new String[] {"/v1/things/current", "/v1/nothing", "/docs"}) {
            var headers = http.send(http.request(path)).headers();
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
            assertThat(headers.firstValue("content-security-policy").orElse("")).startsWith("default-src 'none'");
            assertThat(headers.firstValue("strict-transport-security").orElse(""))
                    .as("two years")
                    .startsWith("max-age=63072000;");
            assertThat(headers.firstValue("cross-origin-resource-policy")).contains("same-origin");
            assertThat(headers.firstValue("traceparent")).isPresent();
        }
        assertThat(http.send(http.request("/v1/things/current")).headers().firstValue("cache-control"))
                .contains("no-store");
    }

    @Test
    void trace_isContinued_whenValid_andBegunOtherwise() {
        var id = "4bf92f3577b34da6a3ce929d0e0e4736";
        var good = http.send(
                http.request("/v1/things/current").header("traceparent", "00-" + id + "-00f067aa0ba902b7-01"));
        var bad = http.send(http.request("/v1/things/current")
                .header("traceparent", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01"));

        assertThat(good.headers().firstValue("traceparent").orElse(""))
                .matches("00-" + id + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-01");
        assertThat(edge.calls.getFirst().traceId()).isEqualTo(id);
        assertThat(bad.headers().firstValue("traceparent").orElse(""))
                .matches("00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void http2_worksWithoutTls() {
        try (var modern =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var answer = modern.send(http.create(GOOD_BODY).build(), BodyHandlers.ofString());
            var empty = modern.send(
                    http.as("member", "/v1/things")
                            .header("Idempotency-Key", "k")
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            var missing = modern.send(http.request("/v1/nothing").build(), BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertProblem(empty, 400, "body-missing");
            assertProblem(missing, 404, "not-found");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
