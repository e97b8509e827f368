package cn.mejene.gateway.http;

import static cn.mejene.gateway.http.EdgeClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractRouterIT {
    @AutoClose
    private final TestEdge edge = TestEdge.unlimited();

    @AutoClose
    private final EdgeClient http = new EdgeClient(edge.port());

    @BeforeEach
    void forget() {
        edge.calls.clear();
    }

    @Test
    void call_reachesModule_withEverythingDecodedOnce() {
        var answer = http.send(http.as("member", "/v1/things/a+b%252Fc?state=%2B86138%2525&size=7")
                .header("Colour", "a+b%2B%41"));

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
        http.send(http.as("member", "/v1/things/x").header("Sec-GPC", "1").header("DNT", "0"));

        assertThat(edge.calls.getFirst().query("size")).contains("3");
        assertThat(edge.calls.getFirst().headers())
                .containsEntry("sec-gpc", "1")
                .doesNotContainKey("dnt");
    }

    @Test
    void signal_isKept_wheneverAMemberSendsItsExactValue() {
        try (var fresh = TestEdge.unlimited();
                var client = new EdgeClient(fresh.port())) {
            for (var value : List.of("0", "true", "11", "1;q=1")) {
                client.send(client.as("member", "/v1/things/x").header("Sec-GPC", value));
            }
            client.send(client.as("clinic", "/v1/things/x").header("DNT", "1"));
            assertThat(fresh.signals).isEmpty();

            for (int i = 0; i < 3; i++) {
                client.send(client.as("member", "/v1/things/x").header("DNT", "1"));
            }

            assertThat(fresh.signals).containsExactly("member-1 dnt", "member-1 dnt", "member-1 dnt");
            assertThat(fresh.calls).hasSize(8);
        }
    }

    @Test
    void policyUpdate_isTold_toMembersWhoHaveNotAgreedToIt() {
        try (var fresh = TestEdge.unlimited();
                var client = new EdgeClient(fresh.port())) {
            var header = "mejene-policy-update";
            assertThat(client.send(client.as("member", "/v1/things/x"))
                            .headers()
                            .firstValue(header))
                    .isEmpty();
            assertThat(client.send(client.as("clinic", "/v1/things/x"))
                            .headers()
                            .firstValue(header))
                    .isEmpty();
        }
        try (var fresh = TestEdge.unlimited();
                var client = new EdgeClient(fresh.port())) {
            fresh.unaccepted.put("member-1", "v2");
            assertThat(client.send(client.as("member", "/v1/things/x"))
                            .headers()
                            .firstValue("Mejene-Policy-Update"))
                    .contains("v2");
        }
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
        var answer = http.send(http.as("member", "/v1/things/x?" + query));

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
        assertThat(http.send(http.request("/v1/things/current")).body()).contains("thing.current");
    }

    @Test
    void download_isHandedOver_whenModuleGivesTicket() {
        var answer = http.send(http.as("clinic", "/v1/bytes"));

        assertThat(answer.body()).isEqualTo("content");
        assertThat(answer.headers().firstValue("content-type")).contains("model/stl");
    }

    @Test
    void problemOfModule_isShownWithItsMembers() {
        var answer = http.send(http.as("member", "/v1/things/missing"));

        assertProblem(answer, 404, "not-found");
        assertThat(new JsonObject(answer.body()).getString("hint")).isEqualTo("look elsewhere");
    }

    @Test
    void bug_isShownAsOpaque500() {
        var answer = http.send(http.as("bug", "/v1/things/x"));

        assertProblem(answer, 500, "internal-error");
        assertThat(answer.body()).doesNotContain("secret-words", "IllegalState");
    }

    @Test
    void unknownAddressAndMethod_areProblems() {
        assertProblem(http.send(http.request("/v1/nothing")), 404, "not-found");
        var method = http.send(http.as("member", "/v1/things/x").method("PATCH", BodyPublishers.ofString("x")));
        assertProblem(method, 405, "method-not-allowed");
        assertThat(method.headers().firstValue("allow")).contains("DELETE, GET, HEAD");
        assertProblem(
                http.send(http.request("/v1/things/current").method("TRACE", BodyPublishers.noBody())),
                405,
                "method-not-allowed");
    }

    @Test
    void ownPages_areServed() {
        assertThat(new JsonObject(http.send(http.request("/openapi.json")).body()).getString("openapi"))
                .isEqualTo("3.1.0");
        assertThat(http.send(http.request("/docs")).body()).startsWith("<!doctype html>");
        assertThat(http.send(http.request("/docs/docs.js")).headers().firstValue("content-type"))
                .contains("text/javascript; charset=utf-8");
        assertProblem(http.send(http.request("/docs/other.js")), 404, "not-found");
        assertThat(http.send(http.request("/.well-known/gpc.json")).body()).contains("\"gpc\":true");
    }
}
