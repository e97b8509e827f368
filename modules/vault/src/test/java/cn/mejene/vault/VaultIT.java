package cn.mejene.vault;

import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.store.ByteRange;
import cn.mejene.vault.store.MissingBlobException;
import cn.mejene.vault.store.SealedUpload;
import cn.mejene.vault.store.StreamRevokedException;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A blob from reservation to erasure: database, keys and files together. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VaultIT {
    private static final String MARKER = "marker-51fe38-of-a-sealed-blob";

    private FreshDatabases databases;
    private VaultFixture fixture;
    private TestNode node;
    private Vault vault;
    private Bytes bytes;
    private BlobFiles files;

    private final String subject = Ids.make("mem");
    private final byte[] plain = marked(3_000_000);

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

    private static byte[] marked(int size) {
        var marked = new byte[size];
        new Random(7).nextBytes(marked);
        var marker = MARKER.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + marker.length < size; at += 65_536) {
            System.arraycopy(marker, 0, marked, at, marker.length);
        }
        return marked;
    }

    private long rows(BlobReference blob) {
        return databases.number("SELECT count(*) FROM vault.blob WHERE id = '" + blob.blobId() + "'");
    }

    private boolean hasKey(BlobReference blob) {
        return !fixture.inKeys("SELECT id FROM keys.data_key WHERE id = '" + blob.dataKeyId() + "'")
                .isEmpty();
    }

    private void assertNothingLeft(BlobReference blob) {
        assertThat(rows(blob)).isZero();
        assertThat(hasKey(blob)).isFalse();
        assertThat(files.any(blob)).isFalse();
    }

    @Test
    void download_givesTheBytesBack_afterTheyWereKept() {
        var blob = bytes.stored(subject, plain);

        assertThat(Arrays.equals(bytes.download(blob, plain.length), plain)).isTrue();

        assertThat(fixture.door().steps()).startsWith("asked", "logged allowed");
        assertThat(fixture.door().entries()).filteredOn(AuditEntry::isAllowed).hasSize(1);
        assertThat(vault.stored(node.database(), blob.blobId())).isEqualTo(blob);
    }

    @Test
    void store_holdsNoPlaintext_asideOrPublished() throws Exception {
        var aside = bytes.reserve(subject);
        var upload = bytes.sealed(aside, plain);
        bytes.stored(subject, plain);

        assertThat(Files.size(files.aside(aside.blobId()))).isGreaterThan(plain.length);
        assertThat(Stored.files(fixture.store())).doesNotContain(MARKER);
        try (var main = databases.superuser();
                var keys = databases.superuserOfKeys()) {
            assertThat(Stored.rows(main)).contains(aside.blobId()).doesNotContain(Stored.forms(MARKER));
            assertThat(Stored.rows(keys)).doesNotContain(Stored.forms(MARKER));
        }
        bytes.on(upload::abort);
        vault.abandon(aside.blobId());
    }

    @Test
    void download_opensNothing_whenTheDoorRefuses() {
        var blob = bytes.stored(subject, plain);
        fixture.door().refuse(Problem.of(403, "grant-required", "No."));

        assertThat(refused(() -> bytes.download(blob, plain.length)).code()).isEqualTo("grant-required");

        fixture.door().reset();
        fixture.door().failLog(Problem.unavailable("The log is away."));
        assertThat(refused(() -> bytes.download(blob, plain.length)).status()).isEqualTo(503);
    }

    @Test
    void ranges_areOnePermission_howeverManyThereAre() {
        var blob = bytes.stored(subject, plain);
        var content = bytes.on(() -> vault.open(VaultFixture.own(subject), "records.get", blob));
        assertThat(bytes.on(() -> begunAndGivenUp(content))).isTrue();
        assertThat(fixture.door().entries()).filteredOn(AuditEntry::isAllowed).hasSize(1);

        fixture.door().refuse(Problem.of(403, "grant-required", "No."));

        await().untilAsserted(() -> assertThatThrownBy(() -> bytes.on(() -> begunAndGivenUp(content)))
                .isInstanceOf(StreamRevokedException.class));
    }

    private Future<Boolean> begunAndGivenUp(OpenedContent content) {
        return content.range(ByteRange.whole(plain.length)).map(download -> {
            download.cancel();
            return true;
        });
    }

    @Test
    void download_fails_whenTheReferenceIsAnotherPersons() {
        var blob = bytes.stored(subject, plain);
        var moved = new BlobReference(blob.blobId(), blob.dataKeyId(), Ids.make("mem"), blob.associatedData());

        assertThat(refused(() -> bytes.download(moved, plain.length)).status()).isEqualTo(410);
    }

    @Test
    void stillAllowed_followsTheDecision_andPassesFailuresOn() {
        var access = VaultFixture.own(subject);
        var blob = bytes.stored(subject, plain);

        assertThat(bytes.on(() -> vault.stillAllowed(access, blob))).isTrue();
        fixture.door().refuse(Problem.of(403, "grant-required", "No."));
        assertThat(bytes.on(() -> vault.stillAllowed(access, blob))).isFalse();
        fixture.door().refuse(Problem.unavailable("Away."));
        assertThat(refused(() -> bytes.on(() -> vault.stillAllowed(access, blob)))
                        .status())
                .isEqualTo(503);
    }

    @Test
    void reading_mayNotGoOn_onceTheBlobOrItsKeyIsGone() {
        var access = VaultFixture.own(subject);
        var kept = bytes.stored(subject, plain);
        var erased = bytes.stored(subject, plain);
        var content = bytes.on(() -> vault.open(access, "records.get", kept));

        node.database().run(tx -> vault.erase(tx, erased.blobId()));
        assertThat(bytes.on(() -> vault.stillAllowed(access, erased))).isFalse();
        assertThat(bytes.on(() -> vault.stillAllowed(access, kept))).isTrue();

        node.context().port(KeyLifecycle.class).change(subject, KeyClass.CARE, KeyState.DESTROYED);
        assertThat(bytes.on(() -> vault.stillAllowed(access, kept))).isFalse();
        await().untilAsserted(() -> assertThatThrownBy(() -> bytes.on(() -> begunAndGivenUp(content)))
                .isNotNull());
    }

    @Test
    void abandon_leavesNothing_whateverTheUploadCameTo() {
        var reserved = bytes.reserve(subject);
        vault.abandon(reserved.blobId());
        assertNothingLeft(reserved);

        var aside = bytes.reserve(subject);
        SealedUpload upload = bytes.sealed(aside, plain);
        vault.abandon(aside.blobId());
        assertNothingLeft(aside);
        assertThatThrownBy(() -> bytes.on(upload::publish)).isNotNull();
        assertNothingLeft(aside);

        var published = bytes.reserve(subject);
        bytes.published(published, plain);
        vault.abandon(published.blobId());
        vault.abandon(published.blobId());
        assertNothingLeft(published);
    }

    @Test
    void abandon_doesNothing_whenTheBlobWasKept() {
        var blob = bytes.stored(subject, plain);

        vault.abandon(blob.blobId());

        assertThat(Arrays.equals(bytes.download(blob, plain.length), plain)).isTrue();
    }

    @Test
    void keep_fails_afterAbandon() {
        var blob = bytes.reserve(subject);
        bytes.published(blob, plain);
        vault.abandon(blob.blobId());

        var problem = refused(() -> node.database().run(tx -> vault.keep(tx, blob.blobId(), plain.length)));

        assertThat(problem.code()).isEqualTo("upload-ended");

        assertNothingLeft(blob);
    }

    @Test
    void upload_isRefused_whenTheReservationIsGoneOrUsed() {
        var gone = bytes.reserve(subject);
        vault.abandon(gone.blobId());
        assertThat(refused(() -> bytes.sealed(gone, plain)).status()).isEqualTo(410);

        var used = bytes.stored(subject, plain);
        assertThatThrownBy(() -> bytes.sealed(used, plain)).isInstanceOf(IllegalStateException.class);
        assertThat(Arrays.equals(bytes.download(used, plain.length), plain)).isTrue();
    }

    @Test
    void erase_leavesNothing_andTheContentIsErased() {
        var blob = bytes.stored(subject, plain);

        bytes.erase(blob);

        assertNothingLeft(blob);
        assertThat(refused(() -> bytes.download(blob, plain.length)).status()).isEqualTo(410);
        assertThat(refused(() -> vault.stored(node.database(), blob.blobId())).status())
                .isEqualTo(410);
        bytes.erase(blob);
    }

    @Test
    void erase_makesEveryCopyUnreadable() throws Exception {
        var blob = bytes.stored(subject, plain);
        var copy = Files.readAllBytes(files.published(blob.blobId()));

        bytes.erase(blob);
        Files.write(files.published(blob.blobId()), copy);

        assertThat(refused(() -> bytes.download(blob, plain.length)).status()).isEqualTo(410);
        Files.delete(files.published(blob.blobId()));
    }

    @Test
    void erase_changesNothing_whenItsTransactionRollsBack() {
        var blob = bytes.stored(subject, plain);

        assertThatThrownBy(() -> node.database().run(tx -> {
                    vault.erase(tx, blob.blobId());
                    throw new IllegalArgumentException("the rest of it failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(Arrays.equals(bytes.download(blob, plain.length), plain)).isTrue();
    }

    @Test
    void download_fails_whenTheFileIsGone() throws Exception {
        var blob = bytes.stored(subject, plain);
        Files.delete(files.published(blob.blobId()));

        assertThatThrownBy(() -> bytes.download(blob, plain.length)).isInstanceOf(MissingBlobException.class);
    }
}
