package cn.mejene.vault;

import cn.mejene.kernel.stream.BlobReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** Where a file store keeps what, for looking and meddling. */
record BlobFiles(Path root) {
    Path aside(String id) {
        return root.resolve("aside").resolve(id);
    }

    Path published(String id) {
        return root.resolve("blobs")
                .resolve(id.substring(0, 2))
                .resolve(id.substring(2, 4))
                .resolve(id);
    }

    boolean any(BlobReference blob) {
        return Files.exists(aside(blob.blobId())) || Files.exists(published(blob.blobId()));
    }

    Path written(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[100]);
    }

    static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    static String id() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
