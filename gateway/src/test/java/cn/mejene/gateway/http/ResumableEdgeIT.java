package cn.mejene.gateway.http;

import static cn.mejene.gateway.http.EdgeClient.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What scripts of other origins may send to resumable uploads and see of the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumableEdgeIT {
    private static final String OURS = "https://app.mejene.cn";
    private static final String OTHER = "https://app.mejene.cn.example";

    private TestEdge edge;
    private EdgeClient client;

    @BeforeAll
    void start() {
        edge = new TestEdge("{origins: [\"" + OURS + "\"]}");
        client = new EdgeClient(edge.port());
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    private HttpRequest.Builder from(String origin) {
        return client.as("clinic", "/v1/parts").header("Origin", origin);
    }

    private HttpResponse<String> preflight(String origin) {
        return client.send(from(origin)
                .header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "tus-resumable,upload-offset")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    private static HttpRequest.Builder tus(HttpRequest.Builder request, String version) {
        return request.header("Tus-Resumable", version)
                .header("Content-Type", "application/offset+octet-stream")
                .POST(BodyPublishers.ofString("bytes"));
    }

    private static String field(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void preflight_isAllowed_toTheConfiguredOrigin() {
        var answer = preflight(OURS);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(field(answer, "access-control-allow-origin")).isEqualTo(OURS);
        assertThat(field(answer, "access-control-allow-methods")).contains("POST", "PATCH", "HEAD", "DELETE");
        assertThat(field(answer, "access-control-allow-headers"))
                .contains("Authorization", "Tus-Resumable", "Upload-Offset", "Upload-Checksum", "Content-Type");
        assertThat(field(answer, "access-control-max-age")).isEqualTo("600");
        assertThat(field(answer, "access-control-allow-credentials")).isEmpty();
    }

    @Test
    void preflight_allowsNothing_toAnotherOrigin() {
        var answer = preflight(OTHER);

        assertThat(answer.statusCode()).isNotEqualTo(204);
        assertThat(field(answer, "access-control-allow-origin")).isEmpty();
        assertThat(field(answer, "access-control-allow-methods")).isEmpty();
    }

    @Test
    void answer_isExposedToTheConfiguredOrigin_refusalsToo() {
        var done = client.send(tus(from(OURS), "1.0.0"));
        assertThat(done.statusCode()).isEqualTo(201);
        var refused = client.send(tus(from(OURS), "0.2.2"));
        assertProblem(refused, 412, "tus-version-unsupported");

        for (var answer : new HttpResponse<?>[] {done, refused}) {
            assertThat(field(answer, "access-control-allow-origin")).isEqualTo(OURS);
            assertThat(field(answer, "vary")).contains("Origin");
            assertThat(field(answer, "access-control-expose-headers"))
                    .contains("Location", "Upload-Offset", "Upload-Length", "Tus-Version", "Upload-Metadata")
                    .contains("Upload-Expires", "Upload-Defer-Length", "Upload-Concat", "Mejene-Record");
        }
        assertThat(field(client.send(tus(from(OTHER), "1.0.0")), "access-control-allow-origin"))
                .isEmpty();
    }
}
