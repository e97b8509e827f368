package cn.mejene.vault;

import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.seal.IntegrityException;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.FileBlobStore;
import cn.mejene.vault.store.MissingBlobException;
import cn.mejene.vault.store.WorkerPool;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Contents that came in parts: read and erased as one, and never from other parts than they were made of. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PartsIT {
    private static final Map<String, String> IDENTITY = Map.of("kind", "xray");
    private static final Duration DAY = Duration.ofDays(1);

    private final String subject = Ids.make("mem");
    private FreshDatabases databases;
    private VaultFixture fixture;
    private TestNode node;
    private Vault vault;
    private Bytes bytes;
    private BlobFiles files;

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new VaultFixture(fresh, folder);
        node = fixture.node("node-1");
        vault = node.context().port(Vault.class);
        bytes = new Bytes(node);
        files = new BlobFiles(fixture.store());
    }

    @BeforeEach
    void openDoor() {
        fixture.door().reset();
    }

    /** A part that counts, of an upload that is not complete. */
    private BlobReference part(String of, long start, byte[] plain, Duration lifetime) {
        var blob = bytes.reserve(subject);
        bytes.published(blob, plain);
        node.database()
                .run(tx -> vault.keepPart(
                        tx,
                        blob.blobId(),
                        new Part(of, start, plain.length, Instant.now().plus(lifetime))));
        return blob;
    }

    private List<BlobReference> parts(String of, byte[] plain, int... ends) {
        var kept = new ArrayList<BlobReference>();
        int from = 0;
        for (int end : ends) {
            kept.add(part(of, from, Arrays.copyOfRange(plain, from, end), DAY));
            from = end;
        }
        return kept;
    }

    private BlobReference composed(byte[] plain, String... of) {
        var whole = new Whole(subject, KeyClass.CARE, IDENTITY, List.of(of), plain.length);
        var id = node.database().transaction(tx -> vault.compose(tx, whole));
        return vault.stored(node.database(), id);
    }

    private static byte[] random(Random random, int size) {
        var some = new byte[size];
        random.nextBytes(some);
        return some;
    }

    @Test
    void content_isTheSameByteForByte_whateverItsPartsAndRanges() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            var plain = random(random, 1 + random.nextInt(3_500_000));
            var ends = random.ints(random.nextInt(12), 1, plain.length + 1)
                    .distinct()
                    .sorted()
                    .boxed()
                    .toList();
            var cuts = new ArrayList<>(ends);
            if (cuts.isEmpty() || cuts.getLast() < plain.length) {
                cuts.add(plain.length);
            }
            var of = "upl_" + round + seed;
            parts(of, plain, cuts.stream().mapToInt(Integer::intValue).toArray());

            var blob = composed(plain, of);

            assertThat(Arrays.equals(bytes.download(blob, plain.length), plain))
                    .as("seed %d", seed)
                    .isTrue();
            for (int i = 0; i < 12; i++) {
                int from = random.nextInt(plain.length);
                int to = from + 1 + random.nextInt(plain.length - from);
                assertThat(Arrays.equals(
                                bytes.download(blob, new ByteRange(from, to, plain.length)),
                                Arrays.copyOfRange(plain, from, to)))
                        .as("seed %d, %d to %d of %s", seed, from, to, cuts)
                        .isTrue();
            }
        }
    }

    @Test
    void content_isOneBlob_whenItHasOnePart() {
        var plain = random(new Random(1), 100_000);
        var part = parts("upl_one", plain, plain.length).getFirst();

        var blob = composed(plain, "upl_one");

        assertThat(blob).isEqualTo(part);
        assertThat(bytes.download(blob, plain.length)).isEqualTo(plain);
    }

    @Test
    void contents_areJoinedInOrder_whenSeveralAreNamed() {
        var plain = random(new Random(2), 50_000);
        parts("upl_tail", Arrays.copyOfRange(plain, 20_000, 50_000), 10_000, 30_000);
        parts("upl_head", Arrays.copyOf(plain, 20_000), 20_000);

        var blob = composed(plain, "upl_head", "upl_tail");

        assertThat(bytes.download(blob, plain.length)).isEqualTo(plain);
    }

    @Test
    void everyPart_hasAKeyAndASaltOfItsOwn() throws Exception {
        var plain = random(new Random(3), 3_000);
        var parts = parts("upl_keys", plain, 1_000, 2_000, 3_000);

        var keys = new HashSet<String>();
        var headers = new HashSet<String>();
        for (var part : parts) {
            keys.add(part.dataKeyId());
            headers.add(HexFormat.of().formatHex(Files.readAllBytes(files.published(part.blobId())), 0, 40));
        }
        assertThat(keys).hasSize(3);
        assertThat(headers).hasSize(3);
    }

    @Test
    void review_showsEveryByteThroughTheDoor_beforeAnythingIsKept() throws Exception {
        var plain = random(new Random(4), 2_500_000);
        parts("upl_review", Arrays.copyOf(plain, 2_000_000), 1_200_000, 2_000_000);
        var last = bytes.reserve(subject);
        bytes.published(last, Arrays.copyOfRange(plain, 2_000_000, plain.length));
        var seen = new ByteArrayOutputStream();

        var sealed = bytes.on(() -> vault.review(
                VaultFixture.own(subject),
                "records.append-upload",
                new Draft(List.of("upl_review"), last, 500_000),
                seen::write));

        assertThat(Arrays.equals(seen.toByteArray(), plain)).isTrue();
        assertThat(sealed.plainSize()).isEqualTo(plain.length);
        assertThat(sealed.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(plain)));
        assertThat(fixture.door().entries()).filteredOn(AuditEntry::isAllowed).hasSize(1);

        fixture.door().refuse(Problem.of(403, "grant-required", "No."));
        assertThat(refused(() -> bytes.on(() -> vault.review(
                                VaultFixture.own(subject),
                                "records.append-upload",
                                new Draft(List.of("upl_review"), last, 500_000),
                                seen::write)))
                        .code())
                .isEqualTo("grant-required");
        vault.abandon(last.blobId());
    }

    @Test
    void compose_isRefused_whenSomethingIsMissing() {
        var plain = random(new Random(5), 3_000);
        part("upl_gap", 0, Arrays.copyOf(plain, 1_000), DAY);
        part("upl_gap", 2_000, Arrays.copyOfRange(plain, 2_000, 3_000), DAY);
        assertThat(refused(() -> composed(plain, "upl_gap")).code()).isEqualTo("upload-ended");
        assertThat(refused(() -> composed(plain, "upl_nothing")).code()).isEqualTo("upload-ended");

        part("upl_late", 0, plain, Duration.ofSeconds(-1));
        assertThat(refused(() -> composed(plain, "upl_late")).code()).isEqualTo("upload-ended");
    }

    @Test
    void keepPart_isRefused_whenThePlaceIsTaken() {
        var plain = random(new Random(6), 1_000);
        part("upl_place", 0, plain, DAY);

        assertThatThrownBy(() -> part("upl_place", 0, plain, DAY)).isNotNull();
    }

    @Test
    void abandon_doesNothing_whenThePartCounts() {
        var plain = random(new Random(7), 1_000);
        var part = parts("upl_kept", plain, 1_000).getFirst();

        vault.abandon(part.blobId());

        assertThat(bytes.download(composed(plain, "upl_kept"), 1_000)).isEqualTo(plain);
    }

    @Test
    void erase_leavesNothing_ofAnyPart() {
        var plain = random(new Random(8), 3_000);
        var parts = parts("upl_erase", plain, 1_000, 2_000, 3_000);
        var blob = composed(plain, "upl_erase");

        bytes.erase(blob);

        parts.forEach(this::assertNothingLeft);
        assertNothingLeft(blob);
        assertThat(refused(() -> bytes.download(blob, plain.length)).status()).isEqualTo(410);
    }

    @Test
    void sweep_removesParts_whenTheyHaveExpired() throws Exception {
        var plain = random(new Random(9), 2_000);
        var expired = part("upl_expired", 0, plain, Duration.ofSeconds(-1));
        var living = part("upl_living", 0, plain, DAY);
        var kept = parts("upl_stored", plain, 1_000, 2_000);
        var stored = composed(plain, "upl_stored");
        for (var blob : List.of(expired, living, kept.getFirst(), kept.getLast())) {
            BlobFiles.age(files.published(blob.blobId()), Duration.ofMinutes(5));
        }

        try (var workers = new WorkerPool("parts-test", 1)) {
            var store = FileBlobStore.open(node.context().vertx(), fixture.store(), 0, workers);
            new Sweeper(
                            node.database(),
                            new BlobRepository(),
                            vault,
                            new Stores(Map.of("files", store), "files"),
                            Duration.ofMinutes(1))
                    .sweep(Instant.now());
        }

        assertNothingLeft(expired);
        assertThat(bytes.download(stored, plain.length)).isEqualTo(plain);
        assertThat(bytes.download(composed(plain, "upl_living"), plain.length)).isEqualTo(plain);
    }

    @Test
    void drop_removesParts_ofWhatWasGivenUp() {
        var plain = random(new Random(10), 2_000);
        var parts = parts("upl_drop", plain, 1_000, 2_000);

        node.database().run(tx -> vault.dropParts(tx, "upl_drop"));

        parts.forEach(this::assertNothingLeft);
    }

    @Test
    void download_neverGivesOtherBytes_whenTheDatabaseWasMeddledWith() {
        var plain = random(new Random(11), 3_000);
        var one = parts("upl_meddled", plain, 1_000, 2_000, 3_000);
        var blob = composed(plain, "upl_meddled");
        var other = parts("upl_other", plain, 1_000, 2_000, 3_000);
        composed(plain, "upl_other");

        databases.execute("UPDATE vault.blob SET part_start = 9000 - part_start WHERE id = ANY(ARRAY['"
                + one.getFirst().blobId() + "', '" + one.getLast().blobId() + "'])");
        assertThat(bytes.download(blob, plain.length))
                .as("order is the manifest's")
                .isEqualTo(plain);

        databases.execute("UPDATE vault.blob SET part_of = 'elsewhere' WHERE id = '"
                + one.get(1).blobId() + "'");
        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(IntegrityException.class);
        databases.execute("UPDATE vault.blob AS b SET part_of = '" + blob.blobId() + "', data_key_id = o.data_key_id,"
                + " associated_data = o.associated_data FROM vault.blob AS o WHERE b.id = '"
                + one.get(1).blobId() + "' AND o.id = '" + other.get(1).blobId() + "'");
        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(IntegrityException.class);

        databases.execute("UPDATE vault.blob SET manifest = set_byte(manifest, 60, get_byte(manifest, 60) # 1)"
                + " WHERE id = '" + blob.blobId() + "'");
        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(IntegrityException.class);
        databases.execute("UPDATE vault.blob SET manifest = NULL WHERE id = '" + blob.blobId() + "'");
        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(MissingBlobException.class);
    }

    @Test
    void download_fails_whenAPartIsDamagedOrGone() throws Exception {
        var plain = random(new Random(12), 3_000);
        var parts = parts("upl_damaged", plain, 1_000, 2_000, 3_000);
        var blob = composed(plain, "upl_damaged");
        var file = files.published(parts.get(1).blobId());
        var sealed = Files.readAllBytes(file);

        sealed[500] ^= 1;
        Files.write(file, sealed);
        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(IntegrityException.class);
        Files.delete(file);
        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(MissingBlobException.class);
        assertThat(bytes.download(blob, new ByteRange(2_500, 3_000, 3_000)))
                .as("a range opens only what it needs")
                .isEqualTo(Arrays.copyOfRange(plain, 2_500, 3_000));
    }

    private void assertNothingLeft(BlobReference blob) {
        assertThat(databases.number("SELECT count(*) FROM vault.blob WHERE id = '" + blob.blobId() + "'"))
                .isZero();
        assertThat(fixture.inKeys("SELECT id FROM keys.data_key WHERE id = '" + blob.dataKeyId() + "'"))
                .isEmpty();
        assertThat(files.any(blob)).isFalse();
    }
}
