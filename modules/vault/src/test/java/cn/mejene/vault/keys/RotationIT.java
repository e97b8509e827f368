package cn.mejene.vault.keys;

import static cn.mejene.vault.VaultFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Ids;
import cn.mejene.kernel.call.Principal;
import cn.mejene.kernel.testing.CallTo;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import cn.mejene.vault.KeyClass;
import cn.mejene.vault.KeyRing;
import cn.mejene.vault.Place;
import cn.mejene.vault.VaultFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The root key in a transit engine: rotated under load (D9), and away (D11). */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RotationIT {
    /** Between two uses by the same thread, which would else leave the rotation no time. */
    private static final long PACE = Duration.ofMillis(5).toNanos();

    private final TransitServer server = new TransitServer();

    private VaultFixture fixture;
    private TestNode node;
    private KeyRing ring;

    record Note(String text) {}

    private record Sealed(Place place, byte[] bytes) {}

    @BeforeAll
    void boot(@TempDir Path folder, FreshDatabases fresh) throws IOException {
        fixture = new VaultFixture(fresh, folder);
        var token = Files.writeString(folder.resolve("token"), TransitServer.TOKEN);
        var keys = server.yaml(token.toString(), folder.resolve("tombstones").toString());
        node = fixture.node("node-1", "", keys);
        ring = node.context().port(KeyRing.class);
    }

    @AfterAll
    void close() {
        server.close();
    }

    private Sealed sealed() {
        var place = new Place(Ids.make("mem"), KeyClass.CARE, "a.b", "c", "d");
        return new Sealed(place, ring.seal(place, new Note(place.subject())));
    }

    private Sealed sealedAfterOpening(Sealed first) {
        assertThat(opened(first)).isEqualTo(first.place.subject());
        LockSupport.parkNanos(PACE);
        return sealed();
    }

    private String opened(Sealed sealed) {
        return ring.open(VaultFixture.own(sealed.place.subject()), "records.get")
                .value(sealed.place, sealed.bytes, Note.class)
                .text();
    }

    @Test
    void rotation_failsNobody_andLeavesNothingUnderOldVersions() throws InterruptedException {
        var all = new ConcurrentLinkedQueue<>(
                IntStream.range(0, 150).mapToObj(i -> sealed()).toList());
        var first = all.peek();
        var before = fixture.inKeys(
                "SELECT encode(wrapped, 'hex') FROM keys.class_key WHERE subject = '" + first.place.subject() + "'");
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var over = new AtomicBoolean();
        var load = IntStream.range(0, 2)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    while (!over.get()) {
                        try {
                            all.add(sealedAfterOpening(first));
                        } catch (RuntimeException | AssertionError e) {
                            failures.add(e);
                        }
                    }
                }))
                .toList();

        for (int round = 0; round < 2; round++) {
            fixture.keys("INSERT INTO keys.rotation (id) VALUES ('" + Ids.make("rot") + "')");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> fixture.inKeys("SELECT id FROM keys.rotation WHERE state <> 'done'")
                            .isEmpty());
        }
        over.set(true);
        for (var thread : load) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(all).allSatisfy(value -> assertThat(opened(value)).isEqualTo(value.place.subject()));
        assertThat(fixture.inKeys("SELECT DISTINCT root FROM keys.class_key WHERE wrapped IS NOT NULL"))
                .containsExactly("v" + server.latestVersion());
        assertThat(fixture.inKeys("SELECT version FROM keys.root WHERE enabled"))
                .containsExactly("v" + server.latestVersion());
        assertThat(server.minDecryptionVersion()).isEqualTo(server.latestVersion());
        assertOldBackupOpensNothing(first, before.getFirst());
    }

    /** One key that opens no more keeps no other from the new version, nor does a version made at the service. */
    @Test
    void rotation_followsTheService_andWaitsForAKeyThatCannotBeRewrapped_only() {
        var good = sealed();
        fixture.keys("INSERT INTO keys.class_key (id, subject, class, state, wrapped, root)"
                + " VALUES ('0', 'mem_bad', 'care', 'active', convert_to('vault:v1:AAAA', 'UTF8'), 'v0')");
        fixture.keys("INSERT INTO keys.rotation (id) VALUES ('" + Ids.make("rot") + "')");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> fixture.inKeys("SELECT id FROM keys.class_key WHERE wrapped IS NOT NULL AND root <>"
                                + " (SELECT version FROM keys.rotation WHERE state = 'rewrapping')")
                        .equals(List.of("0")));

        server.rotate();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> fixture.inKeys("SELECT version FROM keys.rotation WHERE state = 'rewrapping'")
                        .equals(List.of("v" + server.latestVersion())));
        fixture.keys("UPDATE keys.class_key SET state = 'destroyed', wrapped = NULL WHERE id = '0'");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> fixture.inKeys("SELECT id FROM keys.rotation WHERE state <> 'done'")
                        .isEmpty());
        assertThat(opened(good)).isEqualTo(good.place.subject());
        assertThat(fixture.inKeys("SELECT version FROM keys.root WHERE enabled"))
                .containsExactly("v" + server.latestVersion());
        assertThat(server.minDecryptionVersion()).isEqualTo(server.latestVersion());
    }

    /** As when another node has gone on with it, or ended it, while this one slept. */
    @Test
    void rotation_disablesNothing_onceItWasOvertaken() {
        sealed();
        fixture.keys("INSERT INTO keys.root (version) VALUES ('later')");
        try {
            boolean disabled = new RotationRepository(node.context().keys())
                    .disableOthers(Ids.make("rot"), "v" + server.latestVersion());

            assertThat(disabled).isFalse();
            assertThat(fixture.inKeys("SELECT version FROM keys.root WHERE enabled"))
                    .contains("later");
        } finally {
            fixture.keys("DELETE FROM keys.root WHERE version = 'later'");
        }
    }

    private void assertOldBackupOpensNothing(Sealed value, String wrapped) {
        var of = " WHERE subject = '" + value.place.subject() + "'";
        var now = fixture.inKeys("SELECT encode(wrapped, 'hex') FROM keys.class_key" + of);
        fixture.keys("UPDATE keys.class_key SET wrapped = decode('" + wrapped + "', 'hex')" + of);
        assertThatThrownBy(() -> opened(value)).isInstanceOf(IllegalStateException.class);
        fixture.keys("UPDATE keys.class_key SET wrapped = decode('" + now.getFirst() + "', 'hex')" + of);
        assertThat(opened(value)).isEqualTo(value.place.subject());
    }

    @Test
    void everythingThatNeedsKeys_isUnavailable_andTheRestLives_whileTheServiceIsAway() {
        var sealed = sealed();
        var call = CallTo.operation("others.answer").header("text", "hello");

        for (var away : List.<java.util.function.Consumer<Boolean>>of(server::seal, server::silence)) {
            away.accept(true);
            assertThat(refused(() -> opened(sealed)).status()).isEqualTo(503);
            assertThat(refused(this::sealed).status()).isEqualTo(503);
            assertThat(node.call(call.by(Principal.anonymous()).build()).status())
                    .isEqualTo(200);
            away.accept(false);
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> opened(sealed)
                    .equals(sealed.place.subject()));
        }
    }
}
