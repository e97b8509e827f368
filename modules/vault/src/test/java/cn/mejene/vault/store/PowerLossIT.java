package cn.mejene.vault.store;

import static cn.mejene.vault.store.BlobStoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cn.mejene.services.host.LossyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment D2 of the store alone; {@code ./mejene chaos storage} plays it with the whole system. */
class PowerLossIT {
    private static final long DISK = 256L << 20;

    @TempDir
    private Path folder;

    @Test
    void published_survivesTheLossOfTheMachine_andNothingElseIsTakenForIt() throws Exception {
        try (var disk = disk()) {
            var before = new StreamsFixture(disk.folder().resolve("vault"), 16);
            Map<BlobId, byte[]> promised = new LinkedHashMap<>();
            for (int size : new int[] {0, 1, StreamsFixture.FIRST, (3 << 20) + 7}) {
                byte[] plain = before.bytes(size);
                promised.put(before.stored(plain), plain);
            }
            Files.writeString(disk.folder().resolve("never-synced"), "gone");

            disk.cut();

            await(before.vertx.close());
            before.workers.close();
            disk.restore();
            Assertions.assertThatThrownBy(() -> Files.readString(disk.folder().resolve("never-synced")))
                    .as("the disk forgets what was not synced")
                    .isInstanceOf(NoSuchFileException.class);
            for (var one : promised.entrySet()) {
                assertThat(Files.size(before.file(one.getKey())))
                        .isEqualTo(before.key().format().ciphertextLength(one.getValue().length));
                assertThat(opened(before, one.getKey(), one.getValue().length)).isEqualTo(one.getValue());
            }
            assertThat(before.asideFiles()).isEmpty();
        }
    }

    private static byte[] opened(StreamsFixture fixture, BlobId id, int size) throws IOException {
        try (var key = fixture.key()) {
            return cn.mejene.vault.seal.SealedBytes.open(key, Files.readAllBytes(fixture.file(id)), size, 0, size);
        }
    }

    private LossyDisk disk() throws IOException {
        var mount = folder.resolve("disk");
        LossyDisk disk = null;
        try {
            disk = LossyDisk.open(mount, DISK);
        } catch (IOException notHere) {
            assumeTrue(false, "not played: " + notHere.getMessage());
        }
        return java.util.Objects.requireNonNull(disk);
    }
}
