package cn.mejene.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireIT {
    private static final String HEAD = "PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void send_bringsHeadAndFile_andReadsTheWholeAnswer() throws Exception {
        var file = Files.writeString(folder.resolve("f"), "abc");
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var seen = answering(server, HEAD.length() + 3, "HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\nkept");

            var answer = Carrier.PLAIN.send(server.getLocalPort(), HEAD, file, Wire.Pace.FREE);

            assertThat(seen.get()).isEqualTo(HEAD + "abc");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.isGood()).isTrue();
            assertThat(answer.body()).isEqualTo("kept");
        }
    }

    @Test
    void fetch_fails_whenTheAnswerEndsEarly() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var _ = answering(server, 18, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");

            assertThatThrownBy(() -> Carrier.PLAIN.fetch(server.getLocalPort(), "GET / HTTP/1.1\r\n\r\n", piece -> {}))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void scan_isWellFormed_andAsLongAsItsCountSays() throws Exception {
        var scan = Files.readAllBytes(Contents.scan(folder.resolve("scan"), 1 << 20));

        int facets = (scan[80] & 0xff) | (scan[81] & 0xff) << 8 | (scan[82] & 0xff) << 16;
        assertThat(scan.length).isEqualTo(84 + 50 * facets).isBetween((1 << 20) - 50, 1 << 20);
    }

    private static CompletableFuture<String> answering(ServerSocket server, int length, String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (var socket = server.accept()) {
                var seen = socket.getInputStream().readNBytes(length);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                return new String(seen, StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
