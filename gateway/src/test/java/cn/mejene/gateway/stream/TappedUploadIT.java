package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.gateway.http.BodyTap;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Everything that holds for uploads, with the bytes taken off the connection before the server copies them. */
class TappedUploadIT extends UploadIT {

    /** The tap is one of HTTP/1. */
    @Override
    HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    Handler<HttpConnection> accepted() {
        return BodyTap::install;
    }

    /** Fails when a newer Vert.x arranges its connections in another way: uploads would still work, at a higher price. */
    @Test
    void bytes_doNotPassTheServer() throws Exception {
        var body = new byte[3_000_000];
        try (var client = client()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + f.server.actualPort()))
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(201);
        }
        assertThat(f.committed.getFirst().size()).isEqualTo(body.length);
        await().untilAsserted(() -> assertThat(f.readByRequest.get()).isLessThan(body.length / 2));
    }
}
