package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cn.mejene.vault.store.BlobStore.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBlobStoreIT extends BlobStoreContract {
    @TempDir
    Path root;

    @Override
    BlobStore newStore() throws IOException {
        return FileBlobStore.open(vertx, root, 0, workers);
    }

    @Test
    void publish_putsTheFileUnderItsId_closedToOthers() throws Exception {
        publish(id, 10);
        var name = id.value();
        var file = root.resolve("blobs")
                .resolve(name.substring(0, 2))
                .resolve(name.substring(2, 4))
                .resolve(name);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        for (var folder = file.getParent(); !folder.equals(root); folder = folder.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
        assertThat(root.resolve("aside")).isEmptyDirectory();
    }

    @Test
    void publish_keepsEveryByteAndNoMore_whenWholeBatchesGoPastTheCache() throws Exception {
        var sink = store.create(id);
        for (int i = 1; i <= 3; i++) {
            await(sink.write(batch(i, BatchPool.BATCH)));
        }
        await(sink.write(batch(4, 1001)));
        await(sink.publish());

        assertStored(3 * BatchPool.BATCH + 1001);
    }

    @Test
    void publish_keepsEveryByteAndNoMore_whenNobodyWaitsForTheDisk() throws Exception {
        store = FileBlobStore.open(vertx, root, 0, workers).unsynced();
        var sink = store.create(id);
        await(sink.write(batch(1, BatchPool.BATCH)));
        await(sink.write(batch(2, BatchPool.BATCH)));
        await(sink.write(batch(3, BatchPool.BATCH)));
        await(sink.write(batch(4, 1001)));
        await(sink.publish());

        assertStored(3 * BatchPool.BATCH + 1001);
    }

    /** As on a file system that does not let files past its cache. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void file_holdsEveryByteAndNoMore_whenThereIsNoWayPastTheCache(boolean synced) throws Exception {
        var folders = BlobFolders.prepare(root, 0);
        try (var file = new Writing(synced, Optional.empty()).file(folders, id)) {
            for (int i = 1; i <= 3; i++) {
                file.append(bytes(i, BatchPool.BATCH), BatchPool.BATCH);
            }
            file.append(bytes(4, BatchPool.BATCH), 1001);
            file.sync();
        }
        folders.publish(id);

        assertStored(3 * BatchPool.BATCH + 1001);
    }

    private static byte[] bytes(int value, int length) {
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) value);
        return all;
    }

    /** Batches of ones, twos, threes, and a rest of fours. */
    private void assertStored(int size) throws Exception {
        var source = await(store.open(id));
        assertThat(source.size()).isEqualTo(size);
        for (int i = 0; i * BatchPool.BATCH < size; i++) {
            byte[] read = new byte[Math.min(BatchPool.BATCH, size - i * BatchPool.BATCH)];
            await(source.read((long) i * BatchPool.BATCH, read, read.length));
            assertThat(read).containsOnly(i + 1);
        }
        await(source.close());
    }

    @Test
    void list_passesOverWhatIsNoObject() throws Exception {
        publish(id, 10);
        Files.writeString(root.resolve("blobs/stray"), "x");
        Files.writeString(root.resolve("aside/lost+found"), "x");
        assertThat(listed(Area.BLOBS)).containsExactly(id);
        assertThat(listed(Area.ASIDE)).isEmpty();
    }

    @Test
    void open_findsEverything_afterARestart() throws Exception {
        publish(id, 10);
        assertThat(await(newStore().open(id)).size()).isEqualTo(10);
    }

    @Test
    void write_isRefused_andReadsGoOn_whenLessWouldStayFreeThanIsKept() throws Exception {
        publish(id, 10);
        store = FileBlobStore.open(vertx, root, Long.MAX_VALUE, workers);

        assertFull(BlobId.random(random));

        assertThat(listed(Area.ASIDE)).isEmpty();
        assertThat(await(store.open(id)).size()).isEqualTo(10);
        assertThat(await(store.delete(id))).isTrue();
    }

    @Test
    void write_isRefused_andReadsGoOn_whenTheDiskIsFull() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", root.toString()), "may not mount");
        try {
            store = newStore();
            publish(id, BatchPool.BATCH);
            var filling = BlobId.random(random);

            var sink = store.create(filling);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 4; i++) {
                            await(sink.write(batch(1, BatchPool.BATCH)));
                        }
                    })
                    .isInstanceOf(StorageFullException.class);
            await(sink.discard());

            assertThat(listed(Area.ASIDE)).isEmpty();
            var bytes = new byte[BatchPool.BATCH];
            var source = await(store.open(id));
            await(source.read(0, bytes, bytes.length));
            await(source.close());
            assertThat(bytes).containsOnly(7);
            publish(BlobId.random(random), 1000);
        } finally {
            assertThat(run("umount", root.toString())).isTrue();
        }
    }

    private void assertFull(BlobId blob) throws Exception {
        var sink = store.create(blob);
        assertThatThrownBy(() -> await(sink.write(batch(1, 10)))).isInstanceOf(StorageFullException.class);
        await(sink.discard());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void blobId_refusesWhatCouldLeaveTheFolder() {
        assertThatThrownBy(() -> new BlobId("../../../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlobId("A".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void write_fails_whenTheWorkersAreClosed() {
        workers.close();
        var sink = store.create(id);
        assertThatThrownBy(() -> await(sink.write(batch(1, 10)))).isInstanceOf(Exception.class);
    }
}
