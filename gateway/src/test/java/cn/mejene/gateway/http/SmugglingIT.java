package cn.mejene.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Experiment D16: no request is seen that was not sent, at the node alone and behind nginx. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingIT {
    private static final int AT_ONCE = 16;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final String VISIBLE = "GET /v1/things/current HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @AutoClose
    private final TestEdge edge = TestEdge.unlimited();

    @TempDir
    private Path folder;

    @Test
    void hiddenRequests_areNeverSeen_byTheNodeAlone(TestReporter reporter) throws Exception {
        var corpus = SmugglingCorpus.requests();
        edge.seen.clear();

        var answers = sendAll(corpus, edge.port());

        assertNothingHidden();
        for (int i = 0; i < corpus.size(); i++) {
            assertThat(answers.get(i).split("HTTP/1\\.[01] \\d", -1).length - 1)
                    .as("answers to " + corpus.get(i))
                    .isLessThanOrEqualTo(2);
        }
        reporter.publishEntry("requests", corpus.size() + ", seen " + edge.seen.size());
    }

    @Test
    void hiddenRequests_areNeverSeen_behindNginx(TestReporter reporter) throws Exception {
        var program = FrontProxy.program();
        assumeTrue(program.isPresent(), "not played: nginx is not installed");
        var corpus = SmugglingCorpus.requests();
        edge.seen.clear();
        try (var proxy = FrontProxy.start(program.get(), folder, edge.port())) {
            for (int port : proxy.ports()) {
                sendAll(corpus, port);
                // Whatever was left on a kept connection would be answered to somebody else.
                for (int i = 0; i < AT_ONCE; i++) {
                    assertThat(send(VISIBLE, port)).startsWith("HTTP/1.1 200").contains("thing.current");
                }
            }
            long forwarded = proxy.forwarded();

            assertNothingHidden();
            assertThat(edge.seen).as("as many as nginx sent on").hasSize((int) forwarded);
            reporter.publishEntry("requests", 2 * corpus.size() + ", forwarded " + forwarded);
        }
    }

    private void assertNothingHidden() {
        assertThat(edge.seen)
                .contains("POST /v1/things")
                .allMatch(line -> line.matches("(POST|GET|HEAD|DELETE|OPTIONS) /v1/things(/current)?"));
    }

    /** Each request with a good one behind it. */
    private static List<String> sendAll(List<String> corpus, int port) throws InterruptedException {
        var calls = new ArrayList<Callable<String>>();
        corpus.forEach(request -> calls.add(() -> send(request + VISIBLE, port)));
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            return threads.invokeAll(calls).stream()
                    .map(done -> done.resultNow())
                    .toList();
        }
    }

    /** Says that nothing more comes, so that whoever waits for the rest of a body ends. */
    private static String send(String text, int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(SmugglingCorpus.bytes(text));
            Thread.sleep(Duration.ofMillis(60));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException cut) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
