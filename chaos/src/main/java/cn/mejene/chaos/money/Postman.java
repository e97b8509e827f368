package cn.mejene.chaos.money;

import cn.mejene.chaos.Figure;
import cn.mejene.chaos.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Brings notifications to nodes, as the providers' own senders do: what matters is the answer's status. Thread-safe. */
final class Postman implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Stage stage;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @param nanos from the first byte sent to the last one received */
    record Answered(int status, long nanos) {
        boolean isTaken() {
            return status / 100 == 2;
        }
    }

    Postman(Stage stage) {
        this.stage = stage;
    }

    /** Empty when the node did not answer. */
    Optional<Answered> bring(Provider.Notice notice, int node) {
        var address =
                URI.create("http://127.0.0.1:" + stage.installation().ports().http(node) + notice.path());
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).POST(BodyPublishers.ofString(notice.body()));
        notice.headers().forEach(request::header);
        long begin = System.nanoTime();
        try {
            var answer = http.send(request.build(), BodyHandlers.discarding());
            long nanos = System.nanoTime() - begin;
            stage.tally().measured(Figure.NOTICE_MILLIS, nanos / 1_000_000);
            return Optional.of(new Answered(answer.statusCode(), nanos));
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
