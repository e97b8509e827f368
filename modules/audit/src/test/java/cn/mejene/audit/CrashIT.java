package cn.mejene.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.verify.DatabaseCopy;
import cn.mejene.audit.verify.LogVerifier;
import cn.mejene.audit.verify.Memory;
import cn.mejene.audit.verify.TileFolder;
import cn.mejene.kernel.Ids;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.privacy.AuditAppender;
import cn.mejene.kernel.privacy.AuditEntry;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break in the middle of anything: no gap, no index twice, nothing acknowledged is missing (D44). */
@ExtendWith(EmbeddedServices.class)
final class CrashIT {
    private static final int CUTS = 60;
    private static final String CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND usename = 'mejene_app'";

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void everyAcknowledgedEntry_isInTheTreeOnce_howeverOftenConnectionsBreak(
            @TempDir Path folder, FreshDatabases databases) throws Exception {
        var fixture = new AuditFixture(databases, folder);
        var nodes = List.of(fixture.node("node-1"), fixture.node("node-2"));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 8; writer++) {
                var node = nodes.get(writer % 2);
                pool.execute(() -> write(node));
            }
            long before = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                databases.number(CUT);
                long known = before;
                await().until(() -> acknowledged.get() > known);
                before = acknowledged.get();
            }
            over.set(true);
        }

        var checkpoint = Checkpoint.of(fixture.signed(nodes.getFirst()));

        assertThat(databases.number("SELECT count(*) FROM audit.body WHERE body::jsonb ->> 'operation' = 'crash.test'"))
                .isGreaterThanOrEqualTo(acknowledged.get());
        assertThat(databases.number("SELECT count(DISTINCT entry_id) FROM audit.leaf"))
                .isEqualTo(checkpoint.size());
        assertThat(databases.number("SELECT max(index) + 1 FROM audit.leaf")).isEqualTo(checkpoint.size());
        assertThat(databases.number("SELECT count(*) FROM audit.pending")).isZero();
        var verifier = new LogVerifier(
                new Memory(folder.resolve("own.checkpoint")),
                Optional.empty(),
                Optional.of(new TileFolder(fixture.logFolder())));
        try (var copy = new DatabaseCopy(databases.superuser(), "test.mejene.cn/log")) {
            assertThat(verifier.verify(copy).why()).isEmpty();
        }
    }

    private void write(TestNode node) {
        var log = node.context().port(AuditAppender.class);
        var member = Ids.make("mem");
        while (!over.get()) {
            try {
                log.record(AuditEntry.allowed(AuditFixture.own(member), "crash.test"));
                acknowledged.incrementAndGet();
            } catch (Problem e) {
                assertThat(e.status()).isEqualTo(503);
            }
        }
    }
}
