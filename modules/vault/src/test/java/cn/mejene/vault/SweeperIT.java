package cn.mejene.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.BlobSink;
import cn.mejene.vault.store.BlobSource;
import cn.mejene.vault.store.BlobStore;
import cn.mejene.vault.store.FileBlobStore;
import cn.mejene.vault.store.WorkerPool;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of killed uploads and broken-off removals goes; what somebody owns or may still be writing stays. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SweeperIT {
    private static final Duration LEFTOVER_AFTER = Duration.ofMinutes(1);
    private static final Duration OLD = Duration.ofMinutes(2);
    private static final byte[] PLAIN = new byte[200_000];

    private final String subject = Ids.make("mem");
    private final WorkerPool workers = new WorkerPool("sweeper-test", 1);

    private FreshDatabases databases;
    private VaultFixture fixture;
    private TestNode node;
    private Bytes bytes;
    private BlobFiles files;
    private Sweeper sweeper;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) throws IOException {
        databases = fresh;
        fixture = new VaultFixture(fresh, folder);
        node = fixture.node("node-1");
        bytes = new Bytes(node);
        files = new BlobFiles(fixture.store());
        var store = FileBlobStore.open(node.context().vertx(), fixture.store(), 0, workers);
        sweeper = new Sweeper(
                node.database(),
                new BlobRepository(),
                node.context().port(Vault.class),
                new Stores(Map.of("files", store), "files"),
                LEFTOVER_AFTER);
    }

    @AfterAll
    void close() {
        workers.close();
    }

    private void sweep() {
        sweeper.sweep(Instant.now());
    }

    private void assertNothingLeft(BlobReference blob) {
        assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE id = '" + blob.blobId() + "'"))
                .isZero();
        assertThat(fixture.inKeys("SELECT id FROM keys.data_key WHERE id = '" + blob.dataKeyId() + "'"))
                .isEmpty();
        assertThat(files.any(blob)).isFalse();
    }

    private void assertThere(BlobReference blob) {
        assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE id = '" + blob.blobId() + "'"))
                .isOne();
        assertThat(fixture.inKeys("SELECT id FROM keys.data_key WHERE id = '" + blob.dataKeyId() + "'"))
                .hasSize(1);
    }

    /** The node run that holds it did not end by itself and beats no more. */
    private void kill(String id) {
        databases.execute(
                "UPDATE kernel.node SET heartbeat_at = now() - interval '16 seconds' WHERE node = '" + id + "'");
    }

    @Test
    void sweep_removesReservations_whenTheirNodeRunIsGone() throws IOException {
        var second = fixture.node("node-2");
        var other = new Bytes(second);
        var untouched = other.reserve(subject);
        var aside = other.reserve(subject);
        files.written(files.aside(aside.blobId()));
        var published = other.reserve(subject);
        other.published(published, PLAIN);
        var stored = other.stored(subject, PLAIN);
        var living = bytes.reserve(subject);
        files.written(files.aside(living.blobId()));

        sweep();
        assertThere(untouched);
        assertThere(aside);
        assertThere(published);

        second.close();
        sweep();
        assertNothingLeft(untouched);
        assertNothingLeft(aside);
        assertNothingLeft(published);
        assertThere(living);
        assertThat(files.aside(living.blobId())).exists();
        assertThat(bytes.download(stored, PLAIN.length)).isEqualTo(PLAIN);
    }

    /** Also where that store comes first. */
    @Test
    void sweep_goesOn_whenAStoreIsAway() throws IOException {
        var store = FileBlobStore.open(node.context().vertx(), fixture.store(), 0, workers);
        var half = new Sweeper(
                node.database(),
                new BlobRepository(),
                node.context().port(Vault.class),
                new Stores(Map.of("files", store, "a", new AwayStore(), "z", new AwayStore()), "files"),
                LEFTOVER_AFTER);
        var stuck = bytes.reserve(subject);
        databases.execute("UPDATE vault.blob SET state = 'erased', store = 'a' WHERE id = '" + stuck.blobId() + "'");
        var gone = bytes.reserve(subject);
        databases.execute("UPDATE vault.blob SET state = 'erased' WHERE id = '" + gone.blobId() + "'");

        half.sweep(Instant.now());

        assertNothingLeft(gone);
        var ofStuck = " FROM vault.blob WHERE id = '" + stuck.blobId() + "'";
        assertThat(databases.number("SELECT count(*)" + ofStuck)).isOne();
        databases.execute("DELETE" + ofStuck);
    }

    /** Answers nothing. */
    private static final class AwayStore implements BlobStore {
        @Override
        public BlobSink create(BlobId id) {
            throw new IllegalStateException("not asked");
        }

        @Override
        public Future<BlobSource> open(BlobId id) {
            return away();
        }

        @Override
        public Future<Boolean> delete(Area area, BlobId id) {
            return away();
        }

        @Override
        public Future<List<Entry>> list(Area area, Instant untouchedSince, Optional<BlobId> after, int limit) {
            return away();
        }

        private static <T> Future<T> away() {
            return Future.failedFuture(new IOException("the store is away"));
        }
    }

    @Test
    void sweep_removesReservations_whenTheirNodeStartedAnewOrBeatsNoMore() {
        var run = fixture.node("node-3");
        var ofFirstRun = new Bytes(run).reserve(subject);
        run.close();
        databases.execute(
                "INSERT INTO kernel.node (node, incarnation, heartbeat_at, clock_version) VALUES ('node-3', 999999, now(), 0)");
        var silent = bytes.reserve(subject);
        databases.execute(
                "UPDATE vault.blob SET node = 'node-4', incarnation = 4 WHERE id = '" + silent.blobId() + "'");
        databases.execute(
                "INSERT INTO kernel.node (node, incarnation, heartbeat_at, clock_version) VALUES ('node-4', 4, now(), 0)");

        sweep();
        assertNothingLeft(ofFirstRun);
        assertThere(silent);

        kill("node-4");
        sweep();
        assertNothingLeft(silent);
    }

    @Test
    void sweep_removesUnownedFiles_whenTheyAreOld() throws IOException {
        var oldAside = files.written(files.aside(BlobFiles.id()));
        var oldPublished = files.written(files.published(BlobFiles.id()));
        var youngAside = files.written(files.aside(BlobFiles.id()));
        var youngPublished = files.written(files.published(BlobFiles.id()));
        var foreign = Files.write(files.root().resolve("aside/README"), new byte[1]);
        var held = bytes.reserve(subject);
        var heldAside = files.written(files.aside(held.blobId()));
        var stored = bytes.stored(subject, PLAIN);
        for (var file : new Path[] {oldAside, oldPublished, foreign, heldAside, files.published(stored.blobId())}) {
            BlobFiles.age(file, OLD);
        }
        BlobFiles.age(youngAside, LEFTOVER_AFTER.minusSeconds(20));

        sweep();

        assertThat(oldAside).doesNotExist();
        assertThat(oldPublished).doesNotExist();
        assertThat(youngAside).exists();
        assertThat(youngPublished).exists();
        assertThat(foreign).exists();
        assertThat(heldAside).exists();
        assertThat(bytes.download(stored, PLAIN.length)).isEqualTo(PLAIN);
    }

    @Test
    void sweep_goesThroughEveryPage_whenThereAreManyLeftovers() throws IOException {
        var leftovers = new ArrayList<Path>();
        for (int i = 0; i < 1_100; i++) {
            leftovers.add(files.written(files.aside(BlobFiles.id())));
            BlobFiles.age(leftovers.getLast(), OLD);
        }
        databases.execute("""
                INSERT INTO vault.blob (id, subject, data_key_id, associated_data, state, node, incarnation)
                SELECT md5(i::text), 'mem_x', 'dkey_' || i, '', 'reserved', 'node-gone', 1 FROM generate_series(1, 1100) i
                """);

        sweep();

        assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE node = 'node-gone'"))
                .isZero();
        assertThat(leftovers).noneMatch(Files::exists);
    }

    @Test
    void sweep_endsARemoval_whereverItBrokeOff() throws IOException {
        var marked = bytes.stored(subject, PLAIN);
        var keyGone = bytes.stored(subject, PLAIN);
        var fileGone = bytes.stored(subject, PLAIN);
        for (var blob : new BlobReference[] {marked, keyGone, fileGone}) {
            databases.execute("UPDATE vault.blob SET state = 'erased' WHERE id = '" + blob.blobId() + "'");
        }
        var ring = node.context().port(KeyRing.class);
        ring.destroy(keyGone);
        ring.destroy(fileGone);
        Files.delete(files.published(fileGone.blobId()));

        sweep();

        assertNothingLeft(marked);
        assertNothingLeft(keyGone);
        assertNothingLeft(fileGone);
    }

    @Test
    void job_sweepsByItself() {
        var blob = bytes.stored(subject, PLAIN);
        databases.execute("UPDATE vault.blob SET state = 'erased' WHERE id = '" + blob.blobId() + "'");

        databases.execute("UPDATE kernel.job SET due_at = now() WHERE name = 'vault.sweep'");

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertNothingLeft(blob));
    }
}
