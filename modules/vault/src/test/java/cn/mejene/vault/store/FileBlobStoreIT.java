package cn.mejene.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.vault.store.BlobStore.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
