package cn.mejene.gateway.http;

import static cn.mejene.gateway.http.EdgeClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
    @AutoClose
    private final TestEdge edge = TestEdge.unlimited();

    @AutoClose
    private final EdgeClient http = new EdgeClient(edge.port());

    @BeforeEach
    void forget() {
        edge.calls.clear();
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
        assertThat(http.send(http.as(token, path).method(method, BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void call_isRefused_whenTokenIsMissingOrBad() {
        var missing = http.send(http.request("/v1/things/x"));
        var bad = http.send(http.as("bad", "/v1/things/x"));
        var basic = http.send(http.request("/v1/things/x").header("Authorization", "Basic YTpi"));

        assertProblem(missing, 401, "token-missing");
        assertThat(missing.headers().firstValue("www-authenticate")).contains("Bearer");
        assertProblem(bad, 401, "token-invalid");
        assertProblem(basic, 401, "token-invalid");
        assertThat(basic.headers().firstValue("www-authenticate")).contains("Bearer error=\"invalid_token\"");
    }

    @Test
    void stepUp_isNeededForOperation_andSpentOnce() {
        var without = http.send(http.as("member", "/v1/things/x").DELETE());
        var other = http.send(http.as("member:thing.read", "/v1/things/x").DELETE());
        var elsewhere = http.send(http.as("member:thing.drop", "/v1/things/x"));
        var good = http.send(http.as("member:thing.drop", "/v1/things/x").DELETE());
        var again = http.send(http.as("member:thing.drop", "/v1/things/x").DELETE());

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
    void refusalByRole_isLoggedFirst_orNotSaid() {
        var before = edge.refusals.size();
        assertProblem(http.send(http.as("member", "/v1/things/x").DELETE()), 403, "step-up-required");
        assertThat(edge.refusals).hasSize(before + 1);
        assertThat(edge.refusals.getLast().body())
                .hasToString("{\"operation\":\"thing.drop\",\"code\":\"step-up-required\"}");

        edge.logged.set(false);
        assertProblem(http.send(http.as("member", "/v1/things/x").DELETE()), 503, "unavailable");
        edge.logged.set(true);
    }

    @Test
    void limits_count_byAddressAndPrincipal() {
        try (var limited = new TestEdge(
                        "{limits: {anonymous: {requests: 2, per: PT1H}, member: {requests: 3, per: PT1H}}}");
                var visitor = new EdgeClient(limited.port())) {
            var open = visitor.request("/v1/things/current");
            visitor.send(open);
            var last = visitor.send(open);
            var refused = visitor.send(open);
            var known = visitor.send(visitor.as("member", "/v1/things/x"));

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
        http.send(http.request("/v1/things/current").header("X-Forwarded-For", "203.0.113.7"));
        assertThat(edge.calls.getFirst().client()).isEqualTo("127.0.0.1");
        try (var proxied = new TestEdge("{trustedProxies: [127.0.0.1]}");
                var visitor = new EdgeClient(proxied.port())) {
            visitor.send(visitor.request("/v1/things/current").header("X-Forwarded-For", "198.51.100.1, 203.0.113.7"));
            assertThat(proxied.calls.getFirst().client()).isEqualTo("203.0.113.7");
        }
    }
}
