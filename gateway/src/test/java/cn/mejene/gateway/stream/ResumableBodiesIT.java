package cn.mejene.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts whose sender stops half-way: the module behind the bus is played. */
class ResumableBodiesIT {
    private static final int SENT = 100_000;

    @TempDir
    Path root;

    private StreamsFixture f;

    @BeforeEach
    void open() throws IOException {
        f = new StreamsFixture(root, new StreamConfig(Duration.ofMillis(300), 0), 1);
    }

    @AfterEach
    void close() {
        f.close();
    }

    /** Clients of tus go on after a 503 and give up after a 408. */
    @Test
    void part_counts_andItsSenderIsAskedToGoOn_whenItStopsComing() throws Exception {
        assertThat(sentInPart(""))
                .startsWith("HTTP/1.1 503")
                .contains("upload-paused")
                .containsIgnoringCase("retry-after: 1");

        assertThat(f.paused).singleElement().satisfies(part -> assertThat(part.size())
                .isEqualTo(SENT));
        assertThat(Files.size(f.file())).isGreaterThan(SENT);
    }

    /** Nothing vouches for bytes that a checksum should have covered. */
    @Test
    void part_doesNotCount_whenItsChecksumCannotBeCompared() throws Exception {
        assertThat(sentInPart("Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=\r\n"))
                .startsWith("HTTP/1.1 503")
                .contains("upload-paused");

        assertThat(f.paused).isEmpty();
        assertThat(f.partsAborted).singleElement().satisfies(part -> assertThat(part.refused())
                .isFalse());
        assertThat(f.leftNothing()).isTrue();
    }

    @Test
    void part_isLetGo_whenTheModuleIsAwayForAMoment() throws Exception {
        f.abortsToRefuse.set(2);

        assertThat(sentInPart("Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=\r\n"))
                .startsWith("HTTP/1.1 503");
        await().untilAsserted(() -> assertThat(f.partsAborted).hasSize(1));
        assertThat(f.abortsToRefuse).hasNonPositiveValue();
    }

    /** What a sender hears who announces more than it sends. */
    private String sentInPart(String fields) throws IOException {
        var bytes = new byte[SENT];
        new Random(3).nextBytes(bytes);
        try (var socket = new Socket("127.0.0.1", f.server.actualPort())) {
            var head = "PATCH / HTTP/1.1\r\nHost: a\r\nContent-Type: application/offset+octet-stream\r\n" + fields
                    + "Content-Length: " + 2 * SENT + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
