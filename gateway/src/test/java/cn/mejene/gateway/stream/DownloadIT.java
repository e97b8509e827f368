package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadIT {
    private static final byte[] BODY = bytes(7_500_000);

    @TempDir
    Path root;

    private final HttpClient client = HttpClient.newHttpClient();
    private StreamsFixture f;
    private String etag;

    @BeforeEach
    void store() throws Exception {
        open(new StreamConfig(Duration.ofSeconds(20), 0));
    }

    private void open(StreamConfig config) throws Exception {
        f = new StreamsFixture(root, config, 1);
        assertThat(send(request().POST(BodyPublishers.ofByteArray(BODY))).statusCode())
                .isEqualTo(201);
        f.serve();
        etag = '"' + f.ticket.sha256() + '"';
    }

    @AfterEach
    void close() {
        f.close();
        client.close();
    }

    @Test
    void content_comesWholeAndDescribed() throws Exception {
        var answer = send(request());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(BODY);
        assertThat(field(answer, "etag")).isEqualTo(etag);
        assertThat(field(answer, "content-length")).isEqualTo("" + BODY.length);
        assertThat(field(answer, "content-type")).isEqualTo("model/stl");
        assertThat(field(answer, "content-disposition")).isEqualTo("attachment; filename=\"rec_1.stl\"");
        assertThat(field(answer, "accept-ranges")).isEqualTo("bytes");
        assertThat(field(answer, "cache-control")).isEqualTo("no-store");
        assertThat(field(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(field(answer, "content-security-policy")).startsWith("sandbox");
        assertThat(field(answer, "repr-digest")).isEqualTo("sha-256=:" + digest() + ":");
    }

    @Test
    void range_comesAlone_acrossSegments() throws Exception {
        var answer = send(request().header("range", "bytes=1000000-3000000"));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BODY, 1_000_000, 3_000_001));
        assertThat(field(answer, "content-range")).isEqualTo("bytes 1000000-3000000/" + BODY.length);
        assertThat(field(answer, "repr-digest")).isEqualTo("sha-256=:" + digest() + ":");
    }

    @Test
    void ranges_comeAsPartsOfOneAnswer_forOneOpeningOfTheDoor() throws Exception {
        var answer = send(request().header("range", "bytes=7000000-,0-9,1048500-3145800"));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(field(answer, "content-range")).isEmpty();
        assertThat(field(answer, "repr-digest")).isEqualTo("sha-256=:" + digest() + ":");
        assertThat(field(answer, "content-length")).isEqualTo("" + answer.body().length);
        var boundary = field(answer, "content-type").substring("multipart/byteranges; boundary=".length());
        assertThat(boundary).hasSize(48);
        assertThat(answer.body())
                .isEqualTo(Buffer.buffer()
                        .appendBuffer(part(boundary, "--", 7_000_000, BODY.length))
                        .appendBuffer(part(boundary, "\r\n--", 0, 10))
                        .appendBuffer(part(boundary, "\r\n--", 1_048_500, 3_145_801))
                        .appendString("\r\n--" + boundary + "--\r\n")
                        .getBytes());
        assertThat(f.opened).hasValue(1);
    }

    private static Buffer part(String boundary, String before, int from, int to) {
        return Buffer.buffer(before + boundary + "\r\nContent-Type: model/stl\r\nContent-Range: bytes " + from + "-"
                        + (to - 1) + "/" + BODY.length + "\r\n\r\n")
                .appendBytes(Arrays.copyOfRange(BODY, from, to));
    }

    @Test
    void ranges_neverEndCleanly_whenOneOfThemIsDamaged() throws Exception {
        damage(5 << 20);

        assertThatThrownBy(() -> send(request().header("range", "bytes=0-9,5242000-5244000")))
                .isInstanceOf(IOException.class);
        await().until(() -> f.sealedStreamsIdle());
    }

    @Test
    void range_isRefused_whenItLiesBeyond() throws Exception {
        var answer = send(request().header("range", "bytes=" + BODY.length + "-"));

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(field(answer, "content-range")).isEqualTo("bytes */" + BODY.length);
        assertThat(field(answer, "content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void head_tellsTheSameWithoutContent() throws Exception {
        var answer = send(request().method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(field(answer, "content-length")).isEqualTo("" + BODY.length);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void content_isNotSent_whenTheClientHasItOrWantsAnother() throws Exception {
        var same = send(request().header("if-none-match", "\"x\", W/" + etag));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(field(same, "etag")).isEqualTo(etag);
        assertThat(send(request().header("if-match", "\"x\"")).statusCode()).isEqualTo(412);
    }

    @Test
    void nothing_isSaid_whenTheDoorStaysShut() throws Exception {
        f.door = Optional.of(Problem.of(403, "grant-required", "No."));

        for (var conditional : new String[] {"if-none-match", "if-match", "range"}) {
            var value = conditional.equals("range") ? "bytes=99999999-" : etag;
            var answer = send(request().header(conditional, value));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("etag")).isEmpty();
        }
    }

    @Test
    void download_neverEndsCleanly_whenALaterSegmentIsDamaged() throws Exception {
        damage(5 << 20);

        assertThatThrownBy(() -> send(request())).isInstanceOf(IOException.class);
    }

    @Test
    void answer_isAnOpaqueError_whenTheFirstSegmentIsDamaged() throws Exception {
        damage(100);

        var answer = send(request());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("internal-error")
                .doesNotContain("segment");
    }

    @Test
    void stalledDownload_isCut_whenItsRightEnds() throws Exception {
        try (var socket = begun()) {
            f.allowed = false;

            // Only a timer can notice: the client reads nothing, so the stream asks for nothing.
            await().atMost(Duration.ofSeconds(3)).until(() -> f.sealedStreamsIdle());
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).hasMessageContaining("reset");
        }
    }

    /** Long before it needs the next segment. */
    @Test
    void slowDownload_isCut_whenItsRightEnds() throws Exception {
        try (var socket = begun()) {
            f.allowed = false;

            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            assertThatThrownBy(() -> {
                        while (System.nanoTime() < end) {
                            assertThat(socket.getInputStream().readNBytes(10_000))
                                    .hasSize(10_000);
                            Thread.sleep(50);
                        }
                    })
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void memory_isGivenBack_whenTheClientGoesAway() throws Exception {
        try (var socket = begun()) {
            assertThat(socket.isConnected()).isTrue();
        }
        await().until(() -> f.sealedStreamsIdle());
    }

    /** Of a client that has read the beginning, and takes little at once. */
    private Socket begun() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(32_768);
        socket.connect(new InetSocketAddress("127.0.0.1", f.server.actualPort()));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(50_000)).hasSize(50_000);
        return socket;
    }

    @Test
    void download_isRefused_whenTooManyAreUnderWayAndSentWhenTheyHaveEnded() throws Exception {
        try (var _ = begun();
                var _ = begun()) {
            var answer = send(request());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(field(answer, "retry-after")).isEqualTo("5");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"too-many-downloads\"");
            assertThat(f.opened).hasValue(2);
        }
        await().until(() -> send(request()).statusCode() == 200);
    }

    @Test
    void stalledDownloads_makeRoom_whenPatienceEnds() throws Exception {
        f.close();
        open(new StreamConfig(Duration.ofSeconds(1), 0));
        try (var _ = begun();
                var _ = begun()) {
            assertThat(send(request()).statusCode()).isEqualTo(503);
            await().atMost(Duration.ofSeconds(5)).until(() -> send(request()).statusCode() == 200);
        }
    }

    @Test
    void download_isCut_whenItsReaderTrickles() throws Exception {
        f.close();
        open(new StreamConfig(Duration.ofSeconds(1), 1_000_000));
        try (var socket = begun()) {
            assertThatThrownBy(() -> {
                        while (socket.getInputStream().readNBytes(30_000).length > 0) {
                            Thread.sleep(100);
                        }
                        throw new AssertionError("ended cleanly");
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
        await().until(() -> f.sealedStreamsIdle());
    }

    private void damage(long at) throws IOException {
        try (var file = FileChannel.open(f.file(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), at);
        }
    }

    private String digest() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(f.ticket.sha256()));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + f.server.actualPort() + "/"))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private static String field(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(8).nextBytes(bytes);
        return bytes;
    }
}
