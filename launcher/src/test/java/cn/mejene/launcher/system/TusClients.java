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

/** Clients of tus that others wrote, unmodified, as they send one scan of a member's. For one test thread. */
final class TusClients {
    private static final long LIMIT_SECONDS = 120;

    /** Between attempts of the Java client, milliseconds: long enough for a dead node to be taken for dead. */
    private static final int[] PAUSES = {500, 1000, 2000, 5000, 5000, 10_000};

    private final Member member;
    private final Scan scan;
    private final Path folder;

    /** @param folder for what the clients read */
    TusClients(Member member, Scan scan, Path folder) {
        this.member = member;
        this.scan = scan;
        this.folder = folder;
    }

    private Map<String, String> metadata() {
        return Map.of("kind", scan.kind(), "filename", scan.filename(), "filetype", scan.mediaType());
    }

    /** @return whether tus-java-client says that all is there */
    boolean java(int port) throws Exception {
        var client = new TusClient();
        client.setUploadCreationURL(
                URI.create("http://127.0.0.1:" + port + TusUpload.UPLOADS).toURL());
        client.enableResuming(new TusURLMemoryStore());
        client.setHeaders(Map.of("Authorization", "Bearer " + member.accessToken()));
        var executor = uploading(client);
        executor.setDelays(PAUSES);
        return executor.makeAttempts();
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

    /** @return {@code record}, and how many {@code retries} it took tus-js-client */
    JsonNode javascript(int port, String chunk, int parallel) throws Exception {
        var modules = modules();
        var file = Files.write(folder.resolve("scan.stl"), scan.bytes());
        var output = run(
                modules,
                "node",
                "upload.mjs",
                "http://127.0.0.1:" + port + TusUpload.UPLOADS,
                member.accessToken(),
                file.toString(),
                new ObjectMapper().writeValueAsString(metadata()),
                chunk,
                Integer.toString(parallel));
        return new ObjectMapper().readTree(output);
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
