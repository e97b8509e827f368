package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import cn.mejene.kernel.call.Call;
import cn.mejene.kernel.call.DownloadTicket;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.call.Reply;
import cn.mejene.kernel.config.Yaml;
import cn.mejene.kernel.privacy.Access;
import cn.mejene.kernel.stream.BlobReference;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractRouterIT {
    private static final Set<String> SERVED =
            Set.of("thing.read", "thing.drop", "thing.current", "thing.create", "thing.send", "thing.fetch");
    private static final String GOOD_BODY = "{\"name\":\"abc\",\"language\":\"en\"}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestEdge edge;

    @BeforeAll
    void start() {
        edge = new TestEdge(
                config("{limits: {anonymous: {requests: 100000, per: PT1M}, "
                        + "member: {requests: 100000, per: PT1M}}}"),
                SERVED,
                ContractRouterIT::module);
    }

    @AfterAll
    void stop() {
        edge.close();
        client.close();
    }

    @BeforeEach
    void forget() {
        edge.calls.clear();
    }

    private static HttpConfig config(String yaml) {
        return Yaml.bind(
                "test", Yaml.tree("test", yaml.replaceFirst("\\{", "{port: 0, deadline: PT2S, ")), HttpConfig.class);
    }

    private static Reply module(Call call) {
        return switch (call.operation()) {
            case "thing.read" -> module(call, call.path("id"));
            case "thing.fetch" ->
                new DownloadTicket(
                        new BlobReference("b", "k", "mem_1", ""),
                        Access.own(
                                Principal.member("mem_1", null), Access.Action.READ, Access.Resource.of("record"), "t"),
                        7,
                        "00",
                        "model/stl",
                        "rec_1.stl");
            default -> Answer.ok(Map.of("operation", call.operation()));
        };
    }

    private static Reply module(Call call, String id) {
        if (id.equals("missing")) {
            throw Problem.notFound("thing").with("hint", "look elsewhere");
        }
        return Answer.ok(Map.of("id", id)).header("ETag", "\"v1\"");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path));
    }

    private HttpRequest.Builder as(String token, String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder create(String body) {
        return as("member", "/v1/things")
                .header("Idempotency-Key", "key-1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        var problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("type")).isEqualTo("https://mejene.cn/problems/" + code);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("traceId")).matches("[0-9a-f]{32}");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void call_reachesModule_withEverythingDecodedOnce() {
        var answer = send(
                as("member", "/v1/things/a+b%252Fc?state=%2B86138%2525&size=7").header("Colour", "a+b%2B%41"));

        assertThat(answer.statusCode()).isEqualTo(200);
        var call = edge.calls.getFirst();
        assertThat(call.path("id")).isEqualTo("a+b%2Fc");
        assertThat(call.query("state")).contains("+86138%25");
        assertThat(call.query("size")).contains("7");
        assertThat(call.header("colour")).contains("a+b%2B%41");
        assertThat(call.principal().id()).isEqualTo("member-1");
        assertThat(call.client()).isEqualTo("127.0.0.1");
        assertThat(call.millisLeft()).isBetween(1L, 2_000L);
        assertThat(answer.headers().firstValue("etag")).contains("\"v1\"");
    }

    @Test
    void call_carriesDefaultsAndSignals_whenSent() {
        send(as("member", "/v1/things/x").header("Sec-GPC", "1").header("DNT", "0"));

        assertThat(edge.calls.getFirst().query("size")).contains("3");
        assertThat(edge.calls.getFirst().headers())
                .containsEntry("sec-gpc", "1")
                .doesNotContainKey("dnt");
    }

    @ParameterizedTest
    @CsvSource({
        "size=0,#size,minimum",
        "size=11,#size,maximum",
        "size=1.5,#size,type",
        "size=%201,#size,type",
        "size=,#size,type",
        "size=1&size=2,#size,duplicate",
        "other=1,#other,unknown"
    })
    void call_isRefused_whenQueryDoesNotMatch(String query, String pointer, String code) {
        var answer = send(as("member", "/v1/things/x?" + query));

        assertProblem(answer, 422, "invalid-request");
        assertThat(answer.body()).contains("{\"pointer\":\"" + pointer + "\",\"code\":\"" + code + "\"}");
        assertThat(edge.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=%zz", "state=%f", "state=%FF"})
    void call_isRefused_whenQueryCannotBeDecoded(String query) throws IOException {
        var answer = edge.raw("GET /v1/things/x?" + query
                + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("malformed-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/things/%zz", "/v1/things/%f"})
    void call_isRefused_whenPathCannotBeDecoded(String path) throws IOException {
        var answer = edge.raw(
                "GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @Test
    void literalPath_winsOverParameter() {
        assertThat(send(request("/v1/things/current")).body()).contains("thing.current");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/things/x,member,200",
        "GET,/v1/things/x,clinic,200",
        "GET,/v1/things/x,support,403",
        "GET,/v1/bytes,member,403",
        "GET,/v1/bytes,clinic,200",
        "GET,/v1/things/current,bad,200"
    })
    void roles_decide(String method, String path, String token, int status) {
        assertThat(send(as(token, path).method(method, BodyPublishers.noBody())).statusCode())
                .isEqualTo(status);
    }

    @Test
    void call_isRefused_whenTokenIsMissingOrBad() {
        var missing = send(request("/v1/things/x"));
        var bad = send(as("bad", "/v1/things/x"));
        var basic = send(request("/v1/things/x").header("Authorization", "Basic YTpi"));

        assertProblem(missing, 401, "token-missing");
        assertThat(missing.headers().firstValue("www-authenticate")).contains("Bearer");
        assertProblem(bad, 401, "token-invalid");
        assertProblem(basic, 401, "token-invalid");
        assertThat(basic.headers().firstValue("www-authenticate")).contains("Bearer error=\"invalid_token\"");
    }

    @Test
    void stepUp_isNeededForOperation_andSpentOnce() {
        var without = send(as("member", "/v1/things/x").DELETE());
        var other = send(as("member:thing.read", "/v1/things/x").DELETE());
        var elsewhere = send(as("member:thing.drop", "/v1/things/x"));
        var good = send(as("member:thing.drop", "/v1/things/x").DELETE());
        var again = send(as("member:thing.drop", "/v1/things/x").DELETE());

        assertProblem(without, 403, "step-up-required");
        assertThat(new JsonObject(without.body()).getString("operation")).isEqualTo("thing.drop");
        assertThat(without.headers().firstValue("www-authenticate")).isPresent();
        assertProblem(other, 403, "step-up-required");
        assertProblem(elsewhere, 403, "step-up-required");
        assertThat(good.statusCode()).isEqualTo(200);
        assertProblem(again, 403, "step-up-required");
        assertThat(edge.spent).containsExactly("member:thing.drop");
    }

    @Test
    void body_reachesModuleAsItCame_whenItMatches() {
        var answer = send(create(GOOD_BODY));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(String.valueOf(edge.calls.getFirst().body())).isEqualTo(GOOD_BODY);
        assertThat(edge.calls.getFirst().idempotencyKey()).isEqualTo("key-1");
    }

    @Test
    void body_isRefusedWithAllFaultsAtOnce_andNoValue() {
        var answer =
                send(create("{\"name\":\"ABC\",\"count\":999,\"contact\":{\"phone\":\"13800138000\"},\"extra\":1}"));

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
        assertProblem(send(create(body)), 400, "malformed-json");
    }

    @Test
    void body_isRefused_whenMissingOrUnexpected() {
        assertProblem(send(create("")), 400, "body-missing");
        assertProblem(
                send(as("member", "/v1/things/x").method("GET", BodyPublishers.ofString("x"))), 400, "body-unexpected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json; charset=gbk", "application/xml"})
    void body_isRefused_whenMediaTypeIsNotTheContracts(String type) {
        var answer = send(as("member", "/v1/things")
                .header("Idempotency-Key", "k")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        assertProblem(answer, 415, "media-type-unsupported");
        assertThat(answer.headers().firstValue("accept")).contains("application/json");
    }

    @Test
    void body_isTaken_whenMediaTypeHasUtf8Charset() {
        var answer = send(as("member", "/v1/things")
                .header("Idempotency-Key", "k")
                .header("Content-Type", "Application/JSON; charset=\"UTF-8\"")
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void body_isRefused_whenTooLarge_declaredOrNot() throws IOException {
        var large = "{\"name\":\"" + "a".repeat(70_000) + "\"}";
        var declared = send(create(large));
        var chunked = edge.raw("POST /v1/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\n"
                + "Idempotency-Key: k\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");

        assertProblem(declared, 413, "body-too-large");
        assertThat(declared.headers().firstValue("connection")).contains("close");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("body-too-large");
    }

    @Test
    void slowBody_isRefused_whenDeadlineIsOver() throws IOException, InterruptedException {
        try (var socket = new java.net.Socket("127.0.0.1", edge.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/things HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\n"
                                    + "Idempotency-Key: k\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 50\r\n\r\n{")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            var line = new java.io.BufferedReader(new java.io.InputStreamReader(
                            socket.getInputStream(), java.nio.charset.StandardCharsets.US_ASCII))
                    .readLine();

            assertThat(line).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void continue_isSaidAfterTheChecks_only() throws IOException {
        var head =
                " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
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
        var answer = send(as("member", "/v1/things")
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
        var answer = send(as("member", "/v1/things")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(GOOD_BODY)));

        assertProblem(answer, 400, "idempotency-key-missing");
    }

    @Test
    void stream_losesNoByte_whileTheTokenIsChecked() {
        var answer = send(as("clinic", "/v1/bytes")
                .header("Content-Type", "model/stl")
                .POST(BodyPublishers.ofByteArray(new byte[3_000_000])));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"size\":3000000}");
    }

    @Test
    void stream_isRefusedEarly_whenMediaTypeOrTokenIsWrong() {
        var type = send(as("clinic", "/v1/bytes")
                .header("Content-Type", "text/html")
                .POST(BodyPublishers.ofByteArray(new byte[1_000_000])));
        var role = send(as("member", "/v1/bytes")
                .header("Content-Type", "model/stl")
                .POST(BodyPublishers.ofByteArray(new byte[1_000_000])));

        assertProblem(type, 415, "media-type-unsupported");
        assertProblem(role, 403, "forbidden");
        assertThat(role.headers().firstValue("connection")).contains("close");
        assertThat(edge.calls).isEmpty();
    }

    @Test
    void download_isHandedOver_whenModuleGivesTicket() {
        var answer = send(as("clinic", "/v1/bytes"));

        assertThat(answer.body()).isEqualTo("content");
        assertThat(answer.headers().firstValue("content-type")).contains("model/stl");
    }

    @Test
    void problemOfModule_isShownWithItsMembers() {
        var answer = send(as("member", "/v1/things/missing"));

        assertProblem(answer, 404, "not-found");
        assertThat(new JsonObject(answer.body()).getString("hint")).isEqualTo("look elsewhere");
    }

    @Test
    void bug_isShownAsOpaque500() {
        var answer = send(as("bug", "/v1/things/x"));

        assertProblem(answer, 500, "internal-error");
        assertThat(answer.body()).doesNotContain("secret-words", "IllegalState");
    }

    @Test
    void unknownAddressAndMethod_areProblems() {
        assertProblem(send(request("/v1/nothing")), 404, "not-found");
        var method = send(as("member", "/v1/things/x").method("PATCH", BodyPublishers.ofString("x")));
        assertProblem(method, 405, "method-not-allowed");
        assertThat(method.headers().firstValue("allow")).contains("DELETE, GET, HEAD");
        assertProblem(
                send(request("/v1/things/current").method("TRACE", BodyPublishers.noBody())),
                405,
                "method-not-allowed");
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
            var headers = send(request(path)).headers();
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
            assertThat(headers.firstValue("content-security-policy").orElse("")).startsWith("default-src 'none'");
            assertThat(headers.firstValue("strict-transport-security")).isPresent();
            assertThat(headers.firstValue("cross-origin-resource-policy")).contains("same-origin");
            assertThat(headers.firstValue("traceparent")).isPresent();
        }
        assertThat(send(request("/v1/things/current")).headers().firstValue("cache-control"))
                .contains("no-store");
    }

    @Test
    void trace_isContinued_whenValid_andBegunOtherwise() {
        var id = "4bf92f3577b34da6a3ce929d0e0e4736";
        var good = send(request("/v1/things/current").header("traceparent", "00-" + id + "-00f067aa0ba902b7-01"));
        var bad = send(
                request("/v1/things/current").header("traceparent", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01"));

        assertThat(good.headers().firstValue("traceparent").orElse(""))
                .matches("00-" + id + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-01");
        assertThat(edge.calls.getFirst().traceId()).isEqualTo(id);
        assertThat(bad.headers().firstValue("traceparent").orElse(""))
                .matches("00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void limits_count_byAddressAndPrincipal() {
        try (var limited = new TestEdge(
                config("{limits: {anonymous: {requests: 2, per: PT1H}, member: {requests: 3, per: PT1H}}}"),
                SERVED,
                ContractRouterIT::module)) {
            var base = URI.create("http://127.0.0.1:" + limited.port());
            var open = HttpRequest.newBuilder(base.resolve("/v1/things/current"));
            var own = HttpRequest.newBuilder(base.resolve("/v1/things/x")).header("Authorization", "Bearer member");
            send(open);
            var last = send(open);
            var refused = send(open);
            var known = send(own);

            assertThat(last.headers().firstValue("ratelimit-policy")).contains("\"anonymous\";q=2;w=3600");
            assertThat(last.headers().firstValue("ratelimit").orElse("")).startsWith("\"anonymous\";r=0;t=");
            assertProblem(refused, 429, "rate-limited");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(known.statusCode()).isEqualTo(200);
            assertThat(known.headers().firstValue("ratelimit").orElse("")).startsWith("\"member\";r=2;");
        }
    }

    @Test
    void forwardedAddress_isBelieved_onlyOfTrustedProxies() {
        send(request("/v1/things/current").header("X-Forwarded-For", "203.0.113.7"));
        assertThat(edge.calls.getFirst().client()).isEqualTo("127.0.0.1");
        try (var proxied = new TestEdge(config("{trustedProxies: [127.0.0.1]}"), SERVED, ContractRouterIT::module)) {
            send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxied.port() + "/v1/things/current"))
                    .header("X-Forwarded-For", "198.51.100.1, 203.0.113.7"));
            assertThat(proxied.calls.getFirst().client()).isEqualTo("203.0.113.7");
        }
    }

    @Test
    void ownPages_areServed() {
        assertThat(new JsonObject(send(request("/openapi.json")).body()).getString("openapi"))
                .isEqualTo("3.1.0");
        assertThat(send(request("/docs")).body()).startsWith("<!doctype html>");
        assertThat(send(request("/docs/docs.js")).headers().firstValue("content-type"))
                .contains("text/javascript; charset=utf-8");
        assertProblem(send(request("/docs/other.js")), 404, "not-found");
        assertThat(send(request("/.well-known/gpc.json")).body()).contains("\"gpc\":true");
    }

    @Test
    void http2_worksWithoutTls() {
        try (var modern =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var answer = modern.send(create(GOOD_BODY).build(), BodyHandlers.ofString());
            var empty = modern.send(
                    as("member", "/v1/things")
                            .header("Idempotency-Key", "k")
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            var missing = modern.send(request("/v1/nothing").build(), BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertProblem(empty, 400, "body-missing");
            assertProblem(missing, 404, "not-found");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
