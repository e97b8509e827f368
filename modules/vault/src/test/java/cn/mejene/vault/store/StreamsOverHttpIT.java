package cn.mejene.vault.store;

import static cn.mejene.vault.store.BlobStoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pumps between real sockets, used as a gateway uses them. */
class StreamsOverHttpIT {
    private static final int SIZE = 24 << 20;

    @TempDir
    Path root;

    private StreamsFixture f;
    private HttpServer server;
    private BlobId id;

    @BeforeEach
    void open() throws Exception {
        f = new StreamsFixture(root, 8);
        id = f.id();
        server = await(f.vertx
                .createHttpServer()
                .requestHandler(request -> {
                    if (request.method() == HttpMethod.POST) {
                        receive(request);
                    } else {
                        answer(request);
                    }
                })
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() throws Exception {
        f.close();
    }

    @Test
    void bytes_comeBackIdentical_whenManyReadThemAtOnce() throws Exception {
        byte[] plain = f.bytes(SIZE);
        try (var client = HttpClient.newHttpClient()) {
            var post = request()
                    .POST(HttpRequest.BodyPublishers.ofByteArray(plain))
                    .build();
            assertThat(client.send(post, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(201);

            var get = request().GET().build();
            var answers = Stream.generate(() -> client.sendAsync(get, BodyHandlers.ofByteArray()))
                    .limit(6)
                    .toList();
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
            assertThat(answers).allMatch(answer -> Arrays.equals(answer.join().body(), plain));
        }
    }

    @Test
    void download_isCut_whenALaterSegmentIsDamaged() throws Exception {
        id = f.stored(f.bytes(SIZE));
        try (var file = FileChannel.open(f.file(id), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 20 << 20);
        }
        try (var client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> client.send(request().GET().build(), BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void upload_leavesNothing_whenTheClientGoesAway() throws Exception {
        try (var socket = new Socket("127.0.0.1", server.actualPort())) {
            var out = socket.getOutputStream();
            out.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(f.bytes(5 << 20));
            out.flush();
            Awaitility.await().until(() -> !f.asideFiles().isEmpty());
        }
        Awaitility.await().until(() -> f.asideFiles().isEmpty() && f.pool.borrowed() == 0);
    }

    @Test
    void download_givesItsMemoryBack_whenTheClientGoesAway() throws Exception {
        id = f.stored(f.bytes(SIZE));
        try (var socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
            assertThat(f.pool.borrowed()).isPositive();
        }
        Awaitility.await().until(() -> f.pool.borrowed() == 0);
        assertThat(Files.exists(f.file(id))).isTrue();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private void receive(HttpServerRequest request) {
        var upload = f.streams.upload(id, f.key(), (_, _, _) -> {}, Length.atMost(SIZE * 4L));
        upload.drainHandler(_ -> request.resume());
        request.exceptionHandler(_ -> upload.abort());
        request.handler(chunk -> {
            upload.write(chunk);
            if (upload.writeQueueFull()) {
                request.pause();
            }
        });
        request.endHandler(_ -> upload.finish());
        upload.sealed()
                .compose(_ -> upload.publish())
                .onSuccess(_ -> request.response().setStatusCode(201).end())
                .onFailure(_ -> request.connection().close());
    }

    private void answer(HttpServerRequest request) {
        var response = request.response().putHeader("content-length", String.valueOf(SIZE));
        f.streams
                .download(id, f.key(), ByteRange.whole(SIZE), () -> Future.succeededFuture(true))
                .compose(download -> {
                    response.exceptionHandler(_ -> download.cancel());
                    return download.sendTo(response);
                })
                .onSuccess(_ -> response.end())
                .onFailure(_ -> response.reset());
    }
}
