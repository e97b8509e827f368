package cn.mejene.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.store.BlobId;
import cn.mejene.vault.store.BlobStore.Area;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.S3BlobStore;
import cn.mejene.vault.store.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Blobs go from one store to another and back while they are read. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MoverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String subject = Ids.make("mem");
    private final S3Server server = new S3Server();
    private final WorkerPool workers = new WorkerPool("mover-test", 1);

    private FreshDatabases databases;
    private VaultFixture fixture;
    private TestNode node;
    private Bytes bytes;
    private BlobFiles files;
    private S3BlobStore archive;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) throws IOException {
        databases = fresh;
        fixture = new VaultFixture(fresh, folder);
        var secret = Files.writeString(folder.resolve("s3.secret"), S3Server.SECRET);
        var name = Files.writeString(folder.resolve("s3.name"), "test");
        node = fixture.node("node-1", """
                stores:
                  archive:
                    s3:
                      endpoint: "%s"
                      region: cn-north-1
                      bucket: %s
                      prefix: mejene/
                      pathStyle: true
                      accessKeyId: "file:%s"
                      secretAccessKey: "file:%s"
                """.formatted(server.endpoint(), S3Server.BUCKET, name, secret));
        bytes = new Bytes(node);
        files = new BlobFiles(fixture.store());
        archive = S3BlobStore.open(node.context().vertx(), server.config(), workers);
    }

    @AfterAll
    void close() {
        archive.close();
        workers.close();
        server.close();
    }

    private static byte[] plain(int size) {
        var plain = new byte[size];
        new Random(size).nextBytes(plain);
        return plain;
    }

    private String move(String target) {
        var id = Ids.make("mov");
        databases.execute("INSERT INTO vault.move (id, target) VALUES ('" + id + "', '" + target + "')");
        await().atMost(PATIENCE)
                .until(() -> databases.number(
                                "SELECT count(*) FROM vault.move WHERE state <> 'running' AND id = '" + id + "'")
                        == 1);
        return id;
    }

    private long count(String condition) {
        return databases.number("SELECT count(*) FROM vault." + condition);
    }

    private List<BlobId> inArchive(Area area) {
        return archive.list(area, Instant.MAX, Optional.empty(), 1000).await().stream()
                .map(entry -> entry.id())
                .toList();
    }

    private byte[] sealedInArchive(BlobReference blob) {
        var row = new BlobRepository()
                .findLocation(node.database(), blob.blobId())
                .orElseThrow();
        assertThat(row.store()).isEqualTo("archive");
        var source = archive.open(row.object()).await();
        var sealed = new byte[(int) source.size()];
        source.read(0, sealed, sealed.length).await();
        return sealed;
    }

    private void assertMoves(String target, int least) {
        var id = move(target);
        assertThat(count("move WHERE state = 'done' AND moved >= " + least + " AND id = '" + id + "'"))
                .isOne();
        assertThat(count("blob WHERE state = 'stored' AND store <> '" + target + "'"))
                .isZero();
    }

    @Test
    void move_copiesTheSealedBytes_whileTheyAreRead() throws Exception {
        var blobs = new HashMap<BlobReference, byte[]>();
        for (int size : new int[] {0, 1, 1_000_000, 3_000_000, 6_000_000}) {
            blobs.put(bytes.stored(subject, plain(size)), plain(size));
        }
        var sealed = new HashMap<BlobReference, byte[]>();
        for (var blob : blobs.keySet()) {
            sealed.put(blob, Files.readAllBytes(files.published(blob.blobId())));
        }
        var over = new AtomicBoolean();
        var read = new AtomicInteger();
        var failure = new AtomicInteger();
        var reader = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                blobs.forEach((blob, plain) -> {
                    read.incrementAndGet();
                    if (!Arrays.equals(bytes.download(blob, plain.length), plain)) {
                        failure.incrementAndGet();
                    }
                });
            }
        });

        for (var target : new String[] {"archive", "files", "archive"}) {
            assertMoves(target, 5);
        }

        over.set(true);
        reader.join();
        assertThat(failure).hasValue(0);
        assertThat(read).hasPositiveValue();
        assertThat(Stored.files(fixture.store())).isEmpty();
        sealed.forEach((blob, before) ->
                assertThat(Arrays.equals(sealedInArchive(blob), before)).isTrue());
        assertThat(inArchive(Area.BLOBS)).hasSize(5);
        blobs.keySet().forEach(bytes::erase);
        assertThat(inArchive(Area.BLOBS)).isEmpty();
    }

    @Test
    void download_goesOn_whenTheBlobMovesUnderIt() {
        var blob = bytes.stored(subject, plain(6_000_000));
        move("archive");
        var vault = node.context().port(Vault.class);
        var download = bytes.on(() ->
                vault.download(VaultFixture.own(subject), "records.get-content", blob, ByteRange.whole(6_000_000)));

        move("files");

        assertThat(inArchive(Area.BLOBS)).isEmpty();
        var collected = new Collected();
        bytes.on(() -> download.sendTo(collected));
        assertThat(Arrays.equals(collected.bytes(), plain(6_000_000))).isTrue();
        bytes.erase(blob);
    }

    /** A part that counts, of an upload that is not complete. */
    private BlobReference part(String of, long start, byte[] plain) {
        var blob = bytes.reserve(subject);
        bytes.published(blob, plain);
        var part = new Part(of, start, plain.length, Instant.now().plus(Duration.ofDays(1)));
        node.database().run(tx -> node.context().port(Vault.class).keepPart(tx, blob.blobId(), part));
        return blob;
    }

    private BlobReference composed(String of, byte[] plain) {
        var whole = new Whole(subject, KeyClass.CARE, Map.of("kind", "xray"), List.of(of), plain.length);
        var vault = node.context().port(Vault.class);
        return vault.stored(node.database(), node.database().transaction(tx -> vault.compose(tx, whole)));
    }

    private BlobReference inParts(String of, byte[] plain, int... ends) {
        int from = 0;
        for (int end : ends) {
            part(of, from, Arrays.copyOfRange(plain, from, end));
            from = end;
        }
        return composed(of, plain);
    }

    @Test
    void move_takesContentsInParts_whileTheyAreReadByRange() throws Exception {
        var plain = plain(5_000_000);
        var blob = inParts("upl_moved", plain, 1_500_000, 3_000_000, 5_000_000);
        var unfinished = part("upl_unfinished", 0, plain(700_000));
        var expired = part("upl_expired", 0, plain(1000));
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var read = threads.submit(() -> {
                int times = 0;
                for (int from = 0; !over.get(); from = (from + 777_777) % 3_000_000, times++) {
                    var range = new ByteRange(from, from + 2_000_000, plain.length);
                    assertThat(Arrays.equals(
                                    bytes.download(blob, range), Arrays.copyOfRange(plain, from, from + 2_000_000)))
                            .isTrue();
                }
                return times;
            });
            try {
                for (var target : new String[] {"archive", "files", "archive"}) {
                    assertMoves(target, 6);
                }
            } finally {
                over.set(true);
            }
            assertThat(read.get()).isPositive();
        }

        assertThat(Stored.files(fixture.store())).isEmpty();
        assertThat(inArchive(Area.BLOBS)).hasSize(5);
        databases.execute("UPDATE vault.blob SET expires_at = now() WHERE id = '" + expired.blobId() + "'");
        sweep();
        assertThat(inArchive(Area.BLOBS)).hasSize(4);
        bytes.erase(blob);
        assertThat(inArchive(Area.BLOBS)).hasSize(1);
        assertThat(composed("upl_unfinished", plain(700_000))).isEqualTo(unfinished);
        assertThat(bytes.download(unfinished, 700_000)).isEqualTo(plain(700_000));
        bytes.erase(unfinished);
        assertThat(inArchive(Area.BLOBS)).isEmpty();
    }

    @Test
    void download_goesOn_whenThePartsMoveUnderIt() {
        var plain = plain(5_000_000);
        var blob = inParts("upl_under", plain, 2_500_000, 5_000_000);
        move("archive");
        var vault = node.context().port(Vault.class);
        var download = bytes.on(() ->
                vault.download(VaultFixture.own(subject), "records.get-content", blob, ByteRange.whole(plain.length)));

        move("files");

        assertThat(inArchive(Area.BLOBS)).isEmpty();
        var collected = new Collected();
        bytes.on(() -> download.sendTo(collected));
        assertThat(Arrays.equals(collected.bytes(), plain)).isTrue();
        bytes.erase(blob);
    }

    @Test
    void move_beginsABlobAnew_whenItBrokeOff_andTheSweepTakesTheRest() throws IOException {
        var blob = bytes.stored(subject, plain(2_000_000));
        var left = BlobFiles.id();
        var aside = files.written(files.aside(left));
        BlobFiles.age(aside, Duration.ofMinutes(5));
        databases.execute("UPDATE vault.blob SET copy_store = 'files', copy_object = '" + left + "' WHERE id = '"
                + blob.blobId() + "'");
        sweep();
        assertThat(aside).exists();

        move("archive");
        sweep();

        assertThat(aside).doesNotExist();
        assertThat(bytes.download(blob, 2_000_000)).isEqualTo(plain(2_000_000));
        bytes.erase(blob);
        assertThat(inArchive(Area.BLOBS)).isEmpty();
    }

    private void sweep() {
        databases.execute("UPDATE kernel.job SET due_at = now() WHERE name = 'vault.sweep'");
        await().atMost(PATIENCE)
                .until(() -> databases.number(
                                "SELECT count(*) FROM kernel.job WHERE name = 'vault.sweep' AND due_at > now()")
                        == 1);
    }

    @Test
    void move_notesWhatIsDamaged_andMovesTheRest() throws IOException {
        var missing = bytes.stored(subject, plain(1000));
        Files.delete(files.published(missing.blobId()));
        var sound = bytes.stored(subject, plain(2000));

        var id = move("archive");

        assertThat(count("move WHERE state = 'failed' AND moved = 1 AND faulty = 1 AND id = '" + id + "'"))
                .isOne();
        assertThat(bytes.download(sound, 2000)).isEqualTo(plain(2000));
        bytes.erase(missing);
        bytes.erase(sound);
    }

    @Test
    void move_waitsForUploadsThatWereUnderWay() {
        var blob = bytes.reserve(subject);
        var id = Ids.make("mov");
        databases.execute("INSERT INTO vault.move (id, target) VALUES ('" + id + "', 'archive')");
        var later = bytes.stored(subject, plain(10));
        await().during(Duration.ofSeconds(2)).until(() -> count("move WHERE state = 'running'") == 1);

        bytes.published(blob, plain(500));
        node.database().run(tx -> node.context().port(Vault.class).keep(tx, blob.blobId(), 500));

        await().atMost(PATIENCE).until(() -> count("move WHERE state = 'done' AND id = '" + id + "'") == 1);
        assertThat(sealedInArchive(blob)).hasSize(556);
        assertThat(count("blob WHERE store = 'files' AND id = '" + later.blobId() + "'"))
                .isOne();
        bytes.erase(blob);
        bytes.erase(later);
    }

    @Test
    void move_fails_whenTheStoreIsUnknown() {
        var id = move("nowhere");

        assertThat(count("move WHERE state = 'failed' AND id = '" + id + "'")).isOne();
    }

    @Test
    void copy_isNotTaken_whenTheBlobWasErasedMeanwhile() {
        var repository = new BlobRepository();
        var database = node.database();
        var blob = bytes.stored(subject, plain(100));
        var located = repository.findStored(database, blob.blobId()).orElseThrow();
        var copy = Location.of("archive", BlobFiles.id());

        assertThat(repository.beginCopy(database, located, copy)).isTrue();
        bytes.erase(blob);

        boolean taken = database.transaction(tx -> repository.takeCopy(tx, blob.blobId(), copy));
        assertThat(taken).isFalse();
        assertThat(repository.beginCopy(database, located, copy)).isFalse();
    }

    @Test
    void upload_isRefused_whenThisNodeDoesNotKnowTheStore() {
        var blob = bytes.reserve(subject);
        databases.execute("UPDATE vault.blob SET store = 'elsewhere' WHERE id = '" + blob.blobId() + "'");

        assertThat(VaultFixture.refused(() -> bytes.sealed(blob, plain(10))).status())
                .isEqualTo(503);
        databases.execute("DELETE FROM vault.blob WHERE id = '" + blob.blobId() + "'");
    }
}
