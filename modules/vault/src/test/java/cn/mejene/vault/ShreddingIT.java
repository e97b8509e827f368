package cn.mejene.vault;

import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.stream.BlobReference;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** States of class keys; and that nothing of a destroyed class is readable again, whatever is restored (D10). */
@ExtendWith(EmbeddedServices.class)
final class ShreddingIT {
    private final String anna = Ids.make("mem");
    private final String bella = Ids.make("mem");

    private FreshDatabases databases;
    private VaultFixture fixture;
    private TestNode node;
    private KeyLifecycle lifecycle;

    record Note(String text) {}

    private record Sealed(Place place, byte[] bytes) {}

    /** A person's things: sealed values of three classes, and blobs. */
    private record Things(String subject, List<Sealed> values, List<BlobReference> blobs) {}

    @BeforeEach
    void boot(@TempDir Path folder, FreshDatabases fresh) {
        databases = fresh;
        fixture = new VaultFixture(fresh, folder);
        use(fixture.node("node-1"));
    }

    private void use(TestNode booted) {
        node = booted;
        lifecycle = node.context().port(KeyLifecycle.class);
    }

    private KeyRing ring() {
        return node.context().port(KeyRing.class);
    }

    private Sealed sealed(String subject, KeyClass keyClass) {
        var place = new Place(subject, keyClass, "a.b", "c", "d");
        return new Sealed(place, ring().seal(place, new Note(subject)));
    }

    private static byte[] plain(String subject) {
        var plain = new byte[300_000];
        new Random(subject.hashCode()).nextBytes(plain);
        return plain;
    }

    private Things things(String subject) {
        var values = new ArrayList<Sealed>();
        for (var keyClass : List.of(KeyClass.CARE, KeyClass.IDENTITY, KeyClass.EVIDENCE)) {
            values.add(sealed(subject, keyClass));
        }
        var bytes = new Bytes(node);
        return new Things(
                subject, values, List.of(bytes.stored(subject, plain(subject)), bytes.stored(subject, plain(subject))));
    }

    private boolean readable(Sealed value) {
        try {
            ring().open(VaultFixture.own(value.place.subject()), "a.get").value(value.place, value.bytes, Note.class);
            return true;
        } catch (Problem refusal) {
            assertThat(refusal.code()).isEqualTo("erased");
            return false;
        }
    }

    private boolean readable(BlobReference blob) {
        try {
            var bytes = new Bytes(node).download(blob, 300_000);
            assertThat(bytes).isEqualTo(plain(blob.subject()));
            return true;
        } catch (Problem refusal) {
            assertThat(refusal.code()).isEqualTo("erased");
            return false;
        }
    }

    private List<KeyClass> readableClasses(Things things) {
        return things.values.stream()
                .filter(this::readable)
                .map(value -> value.place.keyClass())
                .toList();
    }

    private long readableBlobs(Things things) {
        return things.blobs.stream().filter(this::readable).count();
    }

    private void assertOnlyEvidence(Things things) {
        assertThat(readableClasses(things)).containsExactly(KeyClass.EVIDENCE);
        assertThat(readableBlobs(things)).isZero();
    }

    @Test
    void destroyedClasses_stayUnreadable_afterBothDatabasesWereRestored() throws Exception {
        var hers = things(anna);
        var others = things(bella);
        try (var main = databases.superuser();
                var keys = databases.superuserOfKeys()) {
            var mainBackup = DatabaseCopy.of(main);
            var keysBackup = DatabaseCopy.of(keys);

            lifecycle.change(anna, KeyClass.CARE, KeyState.DESTROYED);
            lifecycle.change(anna, KeyClass.IDENTITY, KeyState.DESTROYED);
            assertOnlyEvidence(hers);

            // The main database alone: its backup never had a key.
            node.close();
            mainBackup.restore(main);
            use(fixture.node("node-1"));
            assertOnlyEvidence(hers);

            // Both: the keys are back until the next start destroys them again.
            node.close();
            mainBackup.restore(main);
            keysBackup.restore(keys);
            use(fixture.node("node-1"));
            assertOnlyEvidence(hers);
            assertThat(readableClasses(others)).hasSize(3);
            assertThat(readableBlobs(others)).isEqualTo(2);
            assertThat(fixture.inKeys(
                            "SELECT class FROM keys.class_key WHERE wrapped IS NULL AND subject = '" + anna + "'"))
                    .containsExactlyInAnyOrder("care", "identity");

            // That the backup was a good one: without tombstones it opens.
            node.close();
            keysBackup.restore(keys);
            Files.delete(fixture.rootKey().resolveSibling("tombstones"));
            use(fixture.node("node-1"));
            assertThat(readableClasses(hers)).hasSize(3);
            assertThat(readableBlobs(hers)).isEqualTo(2);
        }
    }

    /** Of a node that never destroyed anything itself, when the disk of the one that did is lost. */
    @Test
    void destroyedClasses_stayUnreadable_afterARestoreAndTheLossOfTheNodesFile() throws Exception {
        var hers = things(anna);
        var own = fixture.rootKey().resolveSibling("tombstones");
        var others = fixture.rootKey().resolveSibling("tombstones-of-node-2");
        var second =
                fixture.node("node-2", "", "rootKey: \"" + fixture.rootKey() + "\"\ntombstones: \"" + others + "\"");
        try (var keys = databases.superuserOfKeys()) {
            var keysBackup = DatabaseCopy.of(keys);
            lifecycle.change(anna, KeyClass.CARE, KeyState.DESTROYED);
            lifecycle.change(anna, KeyClass.IDENTITY, KeyState.DESTROYED);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> lines(others).equals(lines(own)) && lines(own).size() == 2);

            node.close();
            second.close();
            keysBackup.restore(keys);
            Files.move(others, own, StandardCopyOption.REPLACE_EXISTING);
            use(fixture.node("node-1"));
            assertOnlyEvidence(hers);

            // A node that is new has them from its start.
            node.close();
            Files.delete(own);
            use(fixture.node("node-1"));
            assertThat(lines(own)).hasSize(2);
        }
    }

    private static Set<String> lines(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> !line.isEmpty()).collect(Collectors.toSet());
        }
    }

    @Test
    void erasedValue_staysUnreadable_afterTheKeysWereRestored() throws Exception {
        var value = sealed(anna, KeyClass.CARE);
        var neighbour = sealed(anna, KeyClass.CARE);
        try (var keys = databases.superuserOfKeys()) {
            var backup = DatabaseCopy.of(keys);
            ring().destroy(value.bytes);
            node.close();
            backup.restore(keys);
        }
        use(fixture.node("node-1"));

        assertThat(readable(value)).isFalse();
        assertThat(readable(neighbour)).isTrue();
    }

    @Test
    void change_followsTheStates_andNothingElse() {
        var value = sealed(anna, KeyClass.CARE);

        lifecycle.change(anna, KeyClass.CARE, KeyState.RESTORE_ONLY);
        lifecycle.change(anna, KeyClass.CARE, KeyState.RESTORE_ONLY);
        assertThat(refused(() -> ring().seal(value.place, new Note(""))).status())
                .isEqualTo(423);
        assertThat(refused(() -> lifecycle.change(anna, KeyClass.CARE, KeyState.DESTROYED))
                        .code())
                .isEqualTo("key-state");
        lifecycle.change(anna, KeyClass.CARE, KeyState.ACTIVE);
        assertThat(readable(value)).isTrue();
        lifecycle.change(anna, KeyClass.CARE, KeyState.RESTORE_ONLY);
        lifecycle.change(anna, KeyClass.CARE, KeyState.FROZEN);
        lifecycle.change(anna, KeyClass.CARE, KeyState.DESTROYED);
        lifecycle.change(anna, KeyClass.CARE, KeyState.DESTROYED);

        for (var state : List.of(KeyState.ACTIVE, KeyState.RESTORE_ONLY, KeyState.FROZEN)) {
            assertThat(refused(() -> lifecycle.change(anna, KeyClass.CARE, state))
                            .status())
                    .isEqualTo(409);
        }
        assertThat(readable(value)).isFalse();
        assertThatThrownBy(() -> fixture.keys(
                        "UPDATE keys.class_key SET state = 'active', wrapped = '\\x00' WHERE subject = '" + anna + "'"))
                .hasStackTraceContaining("a destroyed key stays destroyed");
    }

    @Test
    void noKeyIsMade_forAClassThatWasClosedBeforeItsFirst() {
        lifecycle.change(anna, KeyClass.CARE, KeyState.DESTROYED);
        lifecycle.change(bella, KeyClass.CARE, KeyState.FROZEN);

        assertThat(refused(() -> sealed(anna, KeyClass.CARE)).status()).isEqualTo(410);
        assertThat(refused(() -> sealed(bella, KeyClass.CARE)).status()).isEqualTo(423);
    }
}
