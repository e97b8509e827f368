package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listener says to requests that no proper client sends, and what it always says. */
@Clause({"IV(A)2", "IV(A)8"})
@ExtendWith(SharedSystem.class)
class EdgeIT {
    private static final String HOST = "Host: localhost\r\n";
    private static final String CLOSE = "Connection: close\r\n";

    private final RunningSystem system;
    private final Api nobody;

    EdgeIT(RunningSystem system) {
        this.system = system;
        this.nobody = system.api();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /v1/clinics HTTP/9.9\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /v1/clinics\r\n\r\n",
                "GET /v1/clinics HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /v1/clinics HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
                "GET /v1/clinics HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
                "GET /v1/clinics HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
                "POST /v1/auth/codes HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/auth/codes HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"
            })
    void malformedHttp_isRefusedAndTheConnectionClosed(String request) {
        var answer = RawHttp.of(system.port()).send(request);

        assertThat(answer).containsPattern("\\AHTTP/1\\.[01] 400 .*\r\n").contains("\"code\":\"malformed-request\"");
        assertThat(answer.lines().filter(line -> line.startsWith("HTTP/"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n", "2\r\n{}xx\r\n0\r\n\r\n", "fffffffffffffffff\r\n"})
    void malformedChunk_isRefusedAndTheConnectionClosed(String chunks) {
        var answer = RawHttp.of(system.port())
                .send("POST /v1/auth/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunks);

        assertProblem(answer, 400);
        assertThat(answer).contains("\"code\":\"malformed-request\"");
    }

    /** Two ways to tell a body's length are how requests are smuggled past a proxy (RFC 9112, 6.1). */
    @Test
    void bodyWithTwoLengths_isReadByItsChunks_andNothingBehindIt() {
        var body = "{\"phone\":\"1\",\"purpose\":\"login\"}";
        var answer = RawHttp.of(system.port())
                .send("POST /v1/auth/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                        + "GET /v1/none HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 422")
                .contains("connection: close", "\"pointer\":\"/phone\",\"code\":\"minLength\"");
        assertThat(answer.lines().filter(line -> line.startsWith("HTTP/"))).hasSize(1);
    }

    @Test
    void request_isRefused_whenItIsTooLarge() {
        var raw = RawHttp.of(system.port());

        assertProblem(
                raw.send("GET /v1/clinics HTTP/1.1\r\n" + HOST + "X-Long: " + "a".repeat(40_000) + "\r\n\r\n"), 431);
        assertProblem(raw.send("GET /v1/clinics?limit=" + "1".repeat(20_000) + " HTTP/1.1\r\n" + HOST + "\r\n"), 414);
        nobody.post("/v1/auth/codes", Map.of("phone", "+8613900000000", "purpose", "x".repeat(100_000)))
                .expectProblem(413, "body-too-large");
    }

    private static void assertProblem(String answer, int status) {
        assertThat(answer)
                .containsPattern("\\AHTTP/1\\.[01] " + status + " ")
                .contains("application/problem+json", "\"traceId\"");
    }

    @Test
    void address_isRefused_whenItIsNotInTheContract() {
        nobody.get("/v1/nothing").expectProblem(404, "not-found");
        nobody.get("/").expectProblem(404, "not-found");
        nobody.get("/metrics").expectProblem(404, "not-found");
        nobody.get("/v1/../dev/staff%2f").expectProblem(404, "not-found");
        var wrongMethod = nobody.delete("/v1/clinics").expectProblem(405, "method-not-allowed");
        assertThat(wrongMethod.header("allow"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("GET"));
        nobody.call("TRACE", "/v1/clinics", BodyPublishers.noBody()).expectProblem(405, "method-not-allowed");
        nobody.get("/v1/clinics?colour=red").expectProblem(422, "invalid-request");
        nobody.get("/v1/clinics?limit=0").expectProblem(422, "invalid-request");
        nobody.get("/v1/clinics?limit=x").expectProblem(422, "invalid-request");
    }

    @Test
    void body_isRefused_whenItIsNotWhatTheContractSays() {
        var path = "/v1/auth/codes";
        var json = nobody.with("Content-Type", "application/json");

        json.call("POST", path, BodyPublishers.ofString("{\"phone\":")).expectProblem(400, "malformed-json");
        json.call("POST", path, BodyPublishers.ofString("null")).expectProblem(422, "invalid-request");
        json.call("POST", path, BodyPublishers.noBody()).expectProblem(400, "body-missing");
        nobody.with("Content-Type", "text/xml")
                .call("POST", path, BodyPublishers.ofString("<x/>"))
                .expectProblem(415, "media-type-unsupported");
        var faults =
                nobody.post(path, Map.of("phone", 7, "extra", "secret-value")).expectProblem(422, "invalid-request");
        assertThat(faults.text()).doesNotContain("secret-value");
        assertThat(pointers(faults)).contains("/phone type", "/extra additionalProperties", "/purpose required");
    }

    private static List<String> pointers(Reply problem) {
        var pointers = new ArrayList<String>();
        problem.json()
                .path("errors")
                .forEach(error -> pointers.add(error.path("pointer").asText() + " "
                        + error.path("code").asText()));
        return pointers;
    }

    @Test
    void answers_carrySecurityHeadersLimitsAndTrace_whateverTheStatus() {
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var api = nobody.with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        for (var reply : List.of(api.get("/v1/clinics"), api.get("/v1/me"), api.get("/v1/none"), api.get("/docs"))) {
            for (var name : List.of(
                    "x-content-type-options",
                    "content-security-policy",
                    "referrer-policy",
                    "strict-transport-security",
                    "cache-control")) {
                assertThat(reply.header(name))
                        .as(name + " of " + reply.status())
                        .isPresent();
            }
            assertThat(reply.header("traceparent"))
                    .hasValueSatisfying(value -> assertThat(value).contains(trace));
            assertThat(reply.header("server")).isEmpty();
        }
        assertThat(api.get("/v1/me").text("traceId")).isEqualTo(trace);
        assertThat(api.get("/v1/clinics").header("ratelimit")).isPresent();
        assertThat(api.get("/v1/clinics").header("ratelimit-policy")).isPresent();
    }

    @Test
    void management_hasHealthAndMetrics_onItsOwnPortOnly() {
        var management = Api.at(system.managementPort());

        management.get("/health/live").expect(200);
        assertThat(management.get("/health/ready").expect(200).text("status")).isEqualTo("up");
        assertThat(management.get("/metrics").expect(200).text()).contains("jvm_memory_used_bytes");
        nobody.get("/metrics").expect(404);
        nobody.get("/health/live").expect(404);
        nobody.get("/health/ready").expect(404);
        management.get("/v1/clinics").expect(404);
    }

    @Test
    void contract_describesEveryOperation_andIsReadable() {
        var contract = nobody.get("/openapi.json").expect(200);
        assertThat(contract.text("openapi")).startsWith("3.1");
        assertThat(operationIds(contract.json()))
                .contains(
                        "identity.create-session",
                        "members.activate-smile-id",
                        "consent.give-grant",
                        "records.upload",
                        "records.get-content",
                        "records.delete",
                        "audit.list-own",
                        "notifications.list-inbox");
        var docs = nobody.get("/docs").expect(200);
        assertThat(docs.header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(nobody.get("/.well-known/gpc.json")
                        .expect(200)
                        .json()
                        .path("gpc")
                        .asBoolean())
                .isTrue();
    }

    private static Set<String> operationIds(JsonNode contract) {
        var ids = new TreeSet<String>();
        contract.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("operationId")) {
                        assertThat(ids.add(operation.path("operationId").asText()))
                                .isTrue();
                    }
                }));
        return ids;
    }

    /** The end of such a request may come before the token is checked. */
    @Test
    void calls_areAnswered_overHttp2() throws Exception {
        var member = system.newMember();
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 100; i++) {
            for (var path : List.of("/v1/me", "/v1/records/rec_none")) {
                var request = HttpRequest.newBuilder(nobody.uri(path))
                        .headers("Authorization", "Bearer " + member.accessToken());
                var answer = client.send(request.build(), BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(path.equals("/v1/me") ? 200 : 404);
            }
        }
    }

    @Test
    void connection_isUsedAgain_afterAProblem() {
        var answers = RawHttp.of(system.port())
                .send("GET /v1/none HTTP/1.1\r\n" + HOST + "\r\nGET /v1/clinics HTTP/1.1\r\n" + HOST + CLOSE + "\r\n");

        assertThat(answers).contains("HTTP/1.1 404", "HTTP/1.1 200");
    }
}
