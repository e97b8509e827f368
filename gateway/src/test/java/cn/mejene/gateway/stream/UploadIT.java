package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.call.Answer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadIT {
    private static final byte[] BODY = bytes(3_000_000);

    @TempDir
    Path root;

    private final HttpClient client = client();
    StreamsFixture f;

    @BeforeEach
    void open() throws IOException {
        open(Duration.ofSeconds(30));
    }

    private void open(Duration idle) throws IOException {
        f = new StreamsFixture(root, new StreamConfig(idle, 0), 1, accepted());
    }

    HttpClient client() {
        return HttpClient.newHttpClient();
    }

    /** What is done to every connection: nothing, so that bodies come the portable way. */
    Handler<HttpConnection> accepted() {
        return _ -> {};
    }

    @AfterEach
    void close() {
        f.close();
        client.close();
    }

    @Test
    void body_isCommittedOnce_whenEverythingIsRight() throws Exception {
        var answer = send(request().POST(BodyPublishers.ofByteArray(BODY)));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("location")).contains("/v1/records/rec_1");
        assertThat(f.committed).hasSize(1);
        assertThat(f.committed.getFirst().size()).isEqualTo(BODY.length);
        assertThat(f.committed.getFirst().sha256()).isEqualTo(HexFormat.of().formatHex(sha256()));
        assertThat(f.committed.getFirst().format()).isEqualTo("any");
        assertThat(f.aborted).isEmpty();
        assertThat(Files.size(f.file())).isGreaterThan(BODY.length);
    }

    @Test
    void chunkedBody_isCommitted() throws Exception {
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY));

        assertThat(send(request().POST(chunked)).statusCode()).isEqualTo(201);
        assertThat(f.committed.getFirst().size()).isEqualTo(BODY.length);
    }

    @Test
    void answer_isThatOfTheFirstTime_whenTheModuleReplaysIt() throws Exception {
        f.begin = new Answer(201, Map.of("location", "/first"), null);

        var answer = send(request().POST(BodyPublishers.ofByteArray(BODY)));

        assertThat(answer.headers().firstValue("location")).contains("/first");
        assertThat(f.committed).isEmpty();
        assertThat(f.leftNothing()).isTrue();
    }

    @Test
    void problem_isTheModules_whenItRefusesToBegin() throws Exception {
        f.begin = StreamsFixture.refusal(403, "grant-required");

        refused(request().POST(BodyPublishers.ofByteArray(BODY)), 403, "grant-required");
        assertThat(f.aborted).isEmpty();
    }

    @Test
    void body_isRefusedUnread_whenItsAnnouncedLengthIsTooLarge() throws Exception {
        try (var socket = new Socket("127.0.0.1", f.server.actualPort())) {
            head(socket, "content-length: " + (StreamsFixture.MOST + 1), "expect: 100-continue");
            assertThat(text(socket)).startsWith("HTTP/1.1 413").contains("body-too-large");
        }
        abortedWithoutTrace();
    }

    @Test
    void body_isRefused_whenItTurnsOutTooLarge() throws Exception {
        var large = bytes((int) StreamsFixture.MOST + 1);

        refused(
                request().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))),
                413,
                "body-too-large");
        abortedWithoutTrace();
    }

    @Test
    void body_isAskedFor_onlyWhenTheModuleHasAgreed() throws Exception {
        try (var socket = new Socket("127.0.0.1", f.server.actualPort())) {
            head(socket, "content-length: 3", "expect: 100-continue");
            var in = socket.getInputStream();
            assertThat(new String(in.readNBytes(25), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100 Continue");
            socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 201");
        }
    }

    @Test
    void body_isCommitted_whenItsDigestIsTheAnnouncedOne() throws Exception {
        var digest = "sha-512=:AA==:, sha-256=:" + Base64.getEncoder().encodeToString(sha256()) + ":";

        var answer = send(request().header("content-digest", digest).POST(BodyPublishers.ofByteArray(BODY)));

        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void body_isRefused_whenItsDigestIsAnother() throws Exception {
        var digest = "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":";

        refused(request().header("repr-digest", digest).POST(BodyPublishers.ofByteArray(BODY)), 422, "digest-mismatch");
        abortedWithoutTrace();
    }

    @Test
    void digest_isRefused_whenItIsNone() throws Exception {
        refused(
                request().header("content-digest", "sha-256=deadbeef").POST(BodyPublishers.ofByteArray(BODY)),
                400,
                "digest-malformed");
        assertThat(f.committed).isEmpty();
    }

    @Test
    void finding_isReported_andTheInspectorLetGo() throws Exception {
        var closed = new AtomicInteger();
        f.inspector = _ -> new StreamsFixture.Accepting() {
            @Override
            public Optional<String> finding() {
                return Optional.of("Some.Name");
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };

        assertThat(send(request().POST(BodyPublishers.ofByteArray(BODY))).statusCode())
                .isEqualTo(201);

        assertThat(f.committed.getFirst().finding()).isEqualTo("Some.Name");
        assertThat(closed).hasValue(1);
    }

    @Test
    void body_isRefused_whenTheInspectorSeesAFaultInTheMiddle() throws Exception {
        f.inspector = _ -> new StreamsFixture.Accepting() {
            @Override
            public void inspect(byte[] bytes, int offset, int length) {
                throw Problem.of(415, "format-unsupported", "No.");
            }
        };

        refused(request().POST(BodyPublishers.ofByteArray(BODY)), 415, "format-unsupported");
        abortedWithoutTrace();
    }

    @Test
    void body_isRefused_whenTheInspectorSeesAFaultAtTheEnd() throws Exception {
        f.inspector = _ -> new StreamsFixture.Accepting() {
            @Override
            public String finish(long size) {
                throw Problem.of(422, "content-damaged", "No.");
            }
        };

        refused(request().POST(BodyPublishers.ofByteArray(BODY)), 422, "content-damaged");
        abortedWithoutTrace();
    }

    @Test
    void reservation_isGivenBack_whenTheCommitIsRefused() throws Exception {
        f.commit = StreamsFixture.refusal(403, "consent-required");

        refused(request().POST(BodyPublishers.ofByteArray(BODY)), 403, "consent-required");
        assertThat(f.aborted).hasSize(1);
    }

    @Test
    void reservation_isGivenBack_whenTheModuleIsAwayForAMoment() throws Exception {
        f.commit = StreamsFixture.refusal(503, "unavailable");
        f.abortsToRefuse.set(2);

        refused(request().POST(BodyPublishers.ofByteArray(BODY)), 503, "unavailable");
        assertThat(f.aborted).isEmpty();
        await().untilAsserted(() -> assertThat(f.aborted).hasSize(1));
    }

    @Test
    void call_isRefused_whenThereIsNoBody() throws Exception {
        refused(request().POST(BodyPublishers.noBody()), 422, "content-missing");
        refused(
                request().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[0]))),
                422,
                "content-missing");
        assertThat(f.committed).isEmpty();
        assertThat(f.leftNothing()).isTrue();
    }

    @Test
    void body_isRefused_whenItIsCoded() throws Exception {
        refused(
                request().header("content-encoding", "gzip").POST(BodyPublishers.ofByteArray(BODY)),
                415,
                "content-encoding-unsupported");
    }

    @Test
    void nothing_isLeft_whenTheClientGoesAway() throws Exception {
        try (var socket = new Socket("127.0.0.1", f.server.actualPort())) {
            head(socket, "content-length: " + BODY.length);
            socket.getOutputStream().write(BODY, 0, 2_000_000);
            await().until(() -> !f.leftNothing());
        }
        abortedWithoutTrace();
    }

    @Test
    void body_isRefused_whenItStopsComing() throws Exception {
        f.close();
        open(Duration.ofMillis(300));
        try (var socket = new Socket("127.0.0.1", f.server.actualPort())) {
            head(socket, "content-length: " + BODY.length);
            socket.getOutputStream().write(BODY, 0, 100_000);
            assertThat(text(socket)).startsWith("HTTP/1.1 408").contains("upload-timeout");
        }
        abortedWithoutTrace();
    }

    @Test
    void upload_isRefused_whenTooManyAreUnderWayAndTakenWhenTheyHaveEnded() throws Exception {
        try (var socket = new Socket("127.0.0.1", f.server.actualPort())) {
            head(socket, "content-length: " + BODY.length);
            socket.getOutputStream().write(BODY, 0, 2_000_000);
            await().until(() -> !f.leftNothing());
            var answer = refused(request().POST(BodyPublishers.ofByteArray(BODY)), 503, "too-many-uploads");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
        }
        abortedWithoutTrace();
        assertThat(send(request().POST(BodyPublishers.ofByteArray(BODY))).statusCode())
                .isEqualTo(201);
    }

    private void abortedWithoutTrace() {
        await().untilAsserted(() -> assertThat(f.aborted).hasSize(1));
        assertThat(f.aborted.getFirst().uploadId()).isEqualTo("upl_1");
        assertThat(f.committed).isEmpty();
        assertThat(f.leftNothing()).isTrue();
    }

    private HttpResponse<String> refused(HttpRequest.Builder request, int status, String code) throws Exception {
        var answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"" + code + "\"");
        return answer;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + f.server.actualPort() + "/"))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private static void head(Socket socket, String... fields) throws IOException {
        var head = "POST / HTTP/1.1\r\nhost: x\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] sha256() throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(BODY);
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
