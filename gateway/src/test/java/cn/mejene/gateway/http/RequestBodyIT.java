package cn.mejene.gateway.http;

import static cn.mejene.gateway.http.EdgeClient.GOOD_BODY;
import static cn.mejene.gateway.http.EdgeClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestBodyIT {
    @AutoClose
    private final TestEdge edge = TestEdge.unlimited();

    @AutoClose
    private final EdgeClient http = new EdgeClient(edge.port());

    @BeforeEach
    void forget() {
        edge.calls.clear();
    }

    @Test
    void body_reachesModuleAsItCame_whenItMatches() {
        var answer = http.send(http.create(GOOD_BODY));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(String.valueOf(edge.calls.getFirst().body())).isEqualTo(GOOD_BODY);
        assertThat(edge.calls.getFirst().idempotencyKey()).isEqualTo("key-1");
    }

    @Test
    void body_isRefusedWithAllFaultsAtOnce_andNoValue() {
        var answer = http.send(
                http.create("{\"name\":\"ABC\",\"count\":999,\"contact\":{\"phone\":\"13800138000\"},\"extra\":1}"));

        assertProblem(answer, 422, "invalid-request");
        assertThat(new JsonObject(answer.body()).getJsonArray("errors").stream().map(Object::toString))
                .containsExactlyInAnyOrder(
                        "{\"pointer\":\"/name\",\"code\":\"pattern\"}",
                        "{\"pointer\":\"/count\",\"code\":\"maximum\"}",
                        "{\"pointer\":\"/contact/phone\",\"code\":\"pattern\"}",
                        "{\"pointer\":\"/extra\",\"code\":\"additionalProperties\"}",
                        "{\"pointer\":\"/language\",\"code\":\"required\"}");
        assertThat(answer.body()).doesNotContain("13800138000", "999", "ABC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}", "nonsense"})
    void body_isRefused_whenItIsNoJson(String body) {
        assertProblem(http.send(http.create(body)), 400, "malformed-json");
    }

    @Test
    void body_isRefused_whenMissingOrUnexpected() {
        assertProblem(http.send(http.create("")), 400, "body-missing");
        assertProblem(
                http.send(http.as("member", "/v1/things/x").method("GET", BodyPublishers.ofString("x"))),
                400,
                "body-unexpected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json; charset=gbk", "application/xml"})
    void body_isRefused_whenMediaTypeIsNotTheContracts(String type) {
        var answer = http.send(http.as("member", "/v1/things")
                .header("Idempotency-Key", "k")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        assertProblem(answer, 415, "media-type-unsupported");
        assertThat(answer.headers().firstValue("accept")).contains("application/json");
    }

    @Test
    void body_isTaken_whenMediaTypeHasUtf8Charset() {
        var answer = http.send(http.as("member", "/v1/things")
                .header("Idempotency-Key", "k")
                .header("Content-Type", "Application/JSON; charset=\"UTF-8\"")
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void body_isRefused_whenTooLarge_declaredOrNot() throws IOException {
        var large = "{\"name\":\"" + "a".repeat(70_000) + "\"}";
        var declared = http.send(http.create(large));
        var chunked = edge.raw("POST /v1/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\n"
                + "Idempotency-Key: k\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");

        assertProblem(declared, 413, "body-too-large");
        assertThat(declared.headers().firstValue("connection")).contains("close");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("body-too-large");
    }

    @Test
    void slowBody_isRefused_whenDeadlineIsOver() throws IOException, InterruptedException {
        try (var socket = new Socket("127.0.0.1", edge.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\n"
                                    + "Idempotency-Key: k\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 50\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            var line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();

            assertThat(line).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void continue_isSaidAfterTheChecks_only() throws IOException {
        var head = " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: k\r\nExpect: 100-continue\r\n"
                + "Content-Length: " + GOOD_BODY.length() + "\r\n";
        var refused = edge.raw("POST /v1/things" + head + "\r\n");
        var accepted = edge.raw("POST /v1/things" + head + "Authorization: Bearer member\r\n\r\n");

        assertThat(refused).startsWith("HTTP/1.1 401").contains("token-missing");
        assertThat(accepted).startsWith("HTTP/1.1 100");
    }

    @ParameterizedTest
    @CsvSource({"abc,abc", "'\"a b\"',", "'\"8e03978e\"',8e03978e", "a b,", "'\"\"',"})
    void idempotencyKey_isReadBareOrQuoted(String field, String key) {
        var answer = http.send(http.as("member", "/v1/things")
                .header("Idempotency-Key", field)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        if (key == null) {
            assertProblem(answer, 400, "idempotency-key-invalid");
        } else {
            assertThat(edge.calls.getFirst().idempotencyKey()).isEqualTo(key);
        }
    }

    @Test
    void idempotencyKey_isRequired_whereTheContractSaysSo() {
        var answer = http.send(http.as("member", "/v1/things")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        assertProblem(answer, 400, "idempotency-key-missing");
    }

    @Test
    void stream_losesNoByte_whileTheTokenIsChecked() {
        var answer = http.send(http.as("clinic", "/v1/bytes")
                .header("Content-Type", "model/stl")
                .POST(BodyPublishers.ofByteArray(new byte[3_000_000])));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"size\":3000000}");
    }

    @Test
    void stream_isRefusedEarly_whenMediaTypeOrTokenIsWrong() {
        var type = http.send(http.as("clinic", "/v1/bytes")
                .header("Content-Type", "text/html")
                .POST(BodyPublishers.ofByteArray(new byte[1_000_000])));
        var role = http.send(http.as("member", "/v1/bytes")
                .header("Content-Type", "model/stl")
                .POST(BodyPublishers.ofByteArray(new byte[1_000_000])));

        assertProblem(type, 415, "media-type-unsupported");
        assertProblem(role, 403, "forbidden");
        assertThat(role.headers().firstValue("connection")).contains("close");
        assertThat(edge.calls).isEmpty();
    }
}
