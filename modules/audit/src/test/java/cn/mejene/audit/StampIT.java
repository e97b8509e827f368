package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cn.mejene.audit.stamp.StampVerifier;
import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.audit.verify.TileFolder.Stamped;
import cn.mejene.kernel.testing.Clause;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.services.host.Ports;
import cn.mejene.services.sandbox.Faults;
import cn.mejene.services.sandbox.Sandbox;
import cn.mejene.services.sandbox.SentMessages;
import cn.mejene.services.sandbox.stamp.StampKeys;
import cn.mejene.services.sandbox.stamp.StampSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else says when a checkpoint was there; while he is away, checkpoints are signed all the same (D43). */
@ExtendWith(EmbeddedServices.class)
@Clause("I(C)4")
final class StampIT {
    private static final String SETTINGS =
            "\ntimeStamps: {endpoint: \"http://127.0.0.1:%d/tsa\", authority: \"%s\", every: PT1S}";

    private static Sandbox authority(int port, StampKeys keys) throws IOException {
        return Sandbox.start(
                port, "unused", new SentMessages(), new Faults(), new StampSandbox(keys, InstantSource.system()));
    }

    private static AuditFixture fixture(FreshDatabases databases, Path folder, int port) {
        return new AuditFixture(databases, folder, SETTINGS.formatted(port, folder.resolve("tsa.pem")));
    }

    private static List<Stamped> stamps(AuditFixture fixture) throws IOException {
        return new TileFolder(fixture.logFolder()).stamps();
    }

    @Test
    void checkpoint_isStamped_andAnOutsiderCanTell(@TempDir Path folder, FreshDatabases databases) throws Exception {
        var keys = StampKeys.ensure(folder, InstantSource.system());
        try (var authority = authority(0, keys)) {
            var fixture = fixture(databases, folder, authority.port());
            var node = fixture.node("node-1");
            fixture.write(node, 2, 10);
            var note = fixture.signed(node);
            await().atMost(Duration.ofSeconds(20)).until(() -> stamps(fixture).stream()
                    .anyMatch(one -> one.size() >= Checkpoint.of(note).size()));

            var last = stamps(fixture).getLast();
            var verifier = StampVerifier.of(folder.resolve("tsa.pem"));
            assertThat(verifier.verify(last.response(), last.checkpoint()))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
            assertThatThrownBy(() -> verifier.verify(last.response(), "another".getBytes()))
                    .hasMessageContaining("something else");
            var stranger = folder.resolve("stranger");
            Files.createDirectories(stranger);
            StampKeys.ensure(stranger, InstantSource.system());
            assertThatThrownBy(() ->
                            StampVerifier.of(stranger.resolve("tsa.pem")).verify(last.response(), last.checkpoint()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertOpensslAgrees(fixture.logFolder().resolve("stamps"), last.size(), folder.resolve("tsa.pem"));
        }
    }

    private static void assertOpensslAgrees(Path stamps, long size, Path root) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl");
        var process = new ProcessBuilder(
                        "/usr/bin/openssl",
                        "ts",
                        "-verify",
                        "-data",
                        stamps.resolve(size + ".checkpoint").toString(),
                        "-in",
                        stamps.resolve(size + ".tsr").toString(),
                        "-CAfile",
                        root.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).contains("Verification: OK");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void rollback_isNamed_byWhatWasStamped_thoughFolderAndMemoryAreGone(@TempDir Path folder, FreshDatabases databases)
            throws Exception {
        var keys = StampKeys.ensure(folder, InstantSource.system());
        try (var authority = authority(0, keys)) {
            var fixture = fixture(databases, folder, authority.port());
            var node = fixture.node("node-1");
            fixture.write(node, 1, 5);
            var before = fixture.signed(node);
            fixture.write(node, 2, 10);
            var after = fixture.signed(node);
            await().atMost(Duration.ofSeconds(20)).until(() -> stamps(fixture).stream()
                    .anyMatch(one -> one.size() >= Checkpoint.of(after).size()));
            var rescued = Files.createDirectories(folder.resolve("rescued").resolve("stamps"));
            var last = stamps(fixture).getLast();
            Files.write(rescued.resolve(last.size() + ".checkpoint"), last.checkpoint());
            Files.write(rescued.resolve(last.size() + ".tsr"), last.response());

            var verdict = rolledBack(databases, folder, before);

            assertThat(verdict).isEqualTo(OptionalLong.of(Checkpoint.of(before).size()));
        }
    }

    private static OptionalLong rolledBack(FreshDatabases databases, Path folder, SignedNote before) throws Exception {
        long size = Checkpoint.of(before).size();
        try (var connection = databases.superuser()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                statement.execute("DELETE FROM audit.leaf WHERE index >= " + size);
                statement.execute("UPDATE audit.checkpoint SET size = " + size + ", note = '" + before + "'");
            }
            var verifier = new LogVerifier(
                    new Memory(folder.resolve("own.checkpoint")),
                    Optional.empty(),
                    Optional.of(new TileFolder(folder.resolve("rescued"))));
            var verdict = verifier.verify(new DatabaseCopy(connection, "test.mejene.cn/log"));
            connection.rollback();
            return verdict.firstBad();
        }
    }

    @Test
    void checkpoints_areSigned_whileNobodyStamps_andStampedAfterwards(@TempDir Path folder, FreshDatabases databases)
            throws Exception {
        var keys = StampKeys.ensure(folder, InstantSource.system());
        int port = Ports.prefer(0);
        var fixture = fixture(databases, folder, port);
        var node = fixture.node("node-1");
        fixture.write(node, 2, 10);
        assertThat(Checkpoint.of(fixture.signed(node)).size()).isGreaterThanOrEqualTo(20);
        await().until(() -> node.context()
                        .metrics()
                        .counter("mejene.audit.stamps", "outcome", "failed")
                        .count()
                > 0);
        fixture.write(node, 2, 10);
        var later = fixture.signed(node);
        assertThat(stamps(fixture)).isEmpty();

        try (var authority = authority(port, keys)) {
            assertThat(authority.port()).isEqualTo(port);
            await().atMost(Duration.ofSeconds(20)).until(() -> !stamps(fixture).isEmpty());
            assertThat(stamps(fixture).getLast().size())
                    .isGreaterThanOrEqualTo(Checkpoint.of(later).size());
        }
    }
}
