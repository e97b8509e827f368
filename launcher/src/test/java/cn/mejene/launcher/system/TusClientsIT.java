package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusExecutor;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others wrote, unmodified, over a network that loses connections. */
@Clause("I(A)3.b")
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TusClientsIT {
    private static final long LIMIT_SECONDS = 120;

    private final RunningSystem system;
    private final Member member;
    private final Scan scan = Scans.stl(160_000, 22);

    @TempDir
    private Path folder;

    TusClientsIT(RunningSystem system) {
        this.system = system;
        member = system.newMember();
    }

    @BeforeAll
    void consent() {
        member.consent();
    }

    private Map<String, String> metadata() {
        return Map.of("kind", scan.kind(), "filename", scan.filename(), "filetype", scan.mediaType());
    }

    /** The one record that there is more than before. */
    private String newest() {
        return member.api()
                .get("/v1/me/records")
                .expect(200)
                .json()
                .at("/items/0/id")
                .asText();
    }

    @Test
    void javaClient_uploadsWhole_thoughConnectionsAreLost() throws Exception {
        try (var network = new DroppingProxy(system.port(), 1_500_000, 3)) {
            var client = new TusClient();
            client.setUploadCreationURL(URI.create("http://127.0.0.1:" + network.port() + TusUpload.UPLOADS)
                    .toURL());
            client.enableResuming(new TusURLMemoryStore());
            client.setHeaders(Map.of("Authorization", "Bearer " + member.accessToken()));

            assertThat(uploading(client).makeAttempts()).isTrue();

            assertThat(network.dropped()).isEqualTo(3);
            assertThat(member.content(newest())).isEqualTo(scan.bytes());
        }
    }

    private TusExecutor uploading(TusClient client) {
        return new TusExecutor() {
            @Override
            protected void makeAttempt() throws ProtocolException, IOException {
                var upload = new io.tus.java.client.TusUpload();
                upload.setInputStream(new ByteArrayInputStream(scan.bytes()));
                upload.setSize(scan.bytes().length);
                upload.setFingerprint("scan");
                upload.setMetadata(metadata());
                TusUploader uploader = client.resumeOrCreateUpload(upload);
                uploader.setChunkSize(256 << 10);
                uploader.setRequestPayloadSize(3 << 20);
                while (uploader.uploadChunk() > -1) {
                    // Goes on until everything is sent.
                }
                uploader.finish();
            }
        };
    }

    @Test
    void jsClient_uploadsWhole_thoughConnectionsAreLost() throws Exception {
        var told = javascript("all", 1, 2_500_000, 2);

        assertThat(told.path("retries").asInt()).isPositive();
        assertThat(member.content(told.path("record").asText())).isEqualTo(scan.bytes());
    }

    @Test
    void jsClient_uploadsWhole_inChunks() throws Exception {
        var told = javascript("1000000", 1, 1_500_000, 2);

        assertThat(member.content(told.path("record").asText())).isEqualTo(scan.bytes());
    }

    @Test
    void jsClient_uploadsWhole_inParallel() throws Exception {
        var told = javascript("all", 3, 1_500_000, 2);

        assertThat(member.content(told.path("record").asText())).isEqualTo(scan.bytes());
    }

    private JsonNode javascript(String chunk, int parallel, long bytes, int drops) throws Exception {
        var modules = modules();
        var file = Files.write(folder.resolve("scan.stl"), scan.bytes());
        try (var network = new DroppingProxy(system.port(), bytes, drops)) {
            var output = run(
                    modules,
                    "node",
                    "upload.mjs",
                    "http://127.0.0.1:" + network.port() + TusUpload.UPLOADS,
                    member.accessToken(),
                    file.toString(),
                    new ObjectMapper().writeValueAsString(metadata()),
                    chunk,
                    Integer.toString(parallel));
            assertThat(network.dropped()).isEqualTo(drops);
            return new ObjectMapper().readTree(output);
        }
    }

    /** The client's own package, installed once for each build. */
    private static Path modules() throws Exception {
        assumeTrue(hasNode(), "there is no node on this machine");
        var source = RunningSystem.root().resolve("launcher/src/test/js");
        var target = Files.createDirectories(RunningSystem.root().resolve("launcher/target/js"));
        for (var name : List.of("package.json", "package-lock.json", "upload.mjs")) {
            Files.write(target.resolve(name), Files.readAllBytes(source.resolve(name)));
        }
        if (!Files.exists(target.resolve("node_modules/tus-js-client"))) {
            run(target, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
        return target;
    }

    private static boolean hasNode() {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "node")));
    }

    private static String run(Path folder, String... command) throws Exception {
        var output = Files.createTempFile(folder, "out", ".txt");
        var errors = Files.createTempFile(folder, "err", ".txt");
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended && process.exitValue() == 0)
                    .as(Files.readString(errors))
                    .isTrue();
            return Files.readString(output);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
