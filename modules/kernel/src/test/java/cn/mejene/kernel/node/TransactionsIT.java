package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.LastMoment;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestModule;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions, and the presence of nodes, on a real database. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransactionsIT {
    private final FreshDatabases databases;
    private final Database database;
    private final ApplicationClock clock = new ApplicationClock(InstantSource.system());

    TransactionsIT(FreshDatabases databases) {
        this.databases = databases;
        this.database =
                databases.node("node-1").module(new TestModule("probe")).boot().database();
    }

    @BeforeEach
    void empty() {
        databases.execute("TRUNCATE probe.effect");
        databases.execute("UPDATE probe.pair SET amount = 0");
    }

    private static void effect(Tx tx, String what) {
        tx.update("INSERT INTO probe.effect (what) VALUES ($1)", what);
    }

    private long effects() {
        return databases.number("SELECT count(*) FROM probe.effect");
    }

    private static void add(Tx tx, String name) {
        tx.update("UPDATE probe.pair SET amount = amount + 1 WHERE name = $1", name);
    }

    @Test
    void transaction_leavesNothing_whenItsCallersTimeIsOverAtTheEnd() {
        var end = System.nanoTime() + Duration.ofMillis(300).toNanos();

        assertThatThrownBy(() -> LastMoment.within(
                        end,
                        () -> database.transaction(tx -> {
                            effect(tx, "late");
                            await().until(() -> System.nanoTime() - end > 0);
                            return true;
                        })))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("deadline-exceeded"));
        assertThat(effects()).isZero();
    }

    /** Both hold one row and wish for the other's, the first time round. */
    private Void cross(CyclicBarrier bothHoldOne, AtomicInteger tries, String first, String second) {
        var again = new AtomicInteger();
        database.run(tx -> {
            tries.incrementAndGet();
            add(tx, first);
            if (again.getAndIncrement() == 0) {
                meet(bothHoldOne);
            }
            add(tx, second);
        });
        return null;
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void transaction_isRepeated_whenItDeadlocks() throws Exception {
        var barrier = new CyclicBarrier(2);
        var tries = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> cross(barrier, tries, "left", "right"));
            var two = threads.submit(() -> cross(barrier, tries, "right", "left"));
            one.get();
            two.get();
        }

        assertThat(tries).hasValueGreaterThan(2);
        assertThat(databases.number("SELECT sum(amount) FROM probe.pair")).isEqualTo(4);
    }

    @Test
    void transaction_leavesNothing_whenWorkFails() {
        var after = new AtomicInteger();

        assertThatThrownBy(() -> database.run(tx -> {
                    effect(tx, "lost");
                    tx.afterCommit(after::incrementAndGet);
                    throw Problem.notFound("record");
                }))
                .isInstanceOf(Problem.class);

        assertThat(effects()).isZero();
        assertThat(after).hasValue(0);
    }

    @Test
    void afterCommit_seesEffect_andRunsInOrder() {
        var seen = new ArrayList<String>();

        database.run(tx -> {
            effect(tx, "kept");
            tx.afterCommit(() -> seen.add("first " + effects()));
            tx.afterCommit(() -> seen.add("second " + effects()));
        });

        assertThat(seen).containsExactly("first 1", "second 1");
    }

    @Test
    void transaction_isNeitherUndoneNorRepeated_whenActionAfterCommitFails() {
        var after = new AtomicInteger();

        database.run(tx -> {
            effect(tx, "kept");
            tx.afterCommit(() -> {
                throw new IllegalStateException("expected");
            });
            tx.afterCommit(after::incrementAndGet);
        });

        assertThat(effects()).isEqualTo(1);
        assertThat(after).hasValue(1);
    }

    @Test
    void statement_isBug_whenItIsWrong() {
        assertThatThrownBy(() -> database.update("UPDATE probe.nothing SET x = 1"))
                .isInstanceOf(PgException.class);
        assertThatThrownBy(() -> database.update("INSERT INTO probe.effect (what) VALUES ($1)", 7))
                .isNotInstanceOf(Problem.class);
        assertThatThrownBy(() -> database.update("INSERT INTO probe.effect (what) VALUES ($1)", "a", "b"))
                .isNotInstanceOf(Problem.class);
    }

    @Test
    void statement_is503AndPoolRecovers_whenConnectionsAreCut() {
        databases.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE usename = 'mejene_app' AND datname = current_database()");

        await().untilAsserted(
                        () -> assertThat(unavailableOr(this::effectByPool)).isEqualTo("done"));
        assertThat(effects()).isPositive();
    }

    private String effectByPool() {
        database.run(tx -> effect(tx, "after the cut"));
        return "done";
    }

    private static String unavailableOr(java.util.function.Supplier<String> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            assertThat(problem.status()).isEqualTo(503);
            return "unavailable";
        }
    }

    private boolean lives(Holder holder) {
        return database.one(
                "SELECT " + Holder.LIVES + " AS lives FROM (VALUES ($1::text, $2::bigint)) AS h (node, incarnation)",
                row -> row.getBoolean("lives"),
                holder.node(),
                holder.incarnation());
    }

    @Test
    void presence_freesWhatNodeHeld_whenItStartsAgain() {
        try (var first = new Presence(database, clock, "node-7").start()) {
            assertThat(lives(first.holder())).isTrue();
            try (var second = new Presence(database, clock, "node-7").start()) {
                assertThat(lives(first.holder())).isFalse();
                assertThat(lives(second.holder())).isTrue();
            }
        }
    }

    @Test
    void presence_isNotTakenBack_whenOldIncarnationStillBeats() {
        try (var first = new Presence(database, clock, "node-8").start();
                var second = new Presence(database, clock, "node-8").start()) {
            var before = heartbeat("node-8");
            await().until(() -> heartbeat("node-8") > before);

            assertThat(lives(second.holder())).isTrue();
            assertThat(lives(first.holder())).isFalse();
        }
    }

    private long heartbeat(String node) {
        return databases.number(
                "SELECT (extract(epoch FROM heartbeat_at) * 1000)::bigint FROM kernel.node WHERE node = '" + node
                        + "'");
    }

    @Test
    void presence_ends_whenHeartbeatIsOldOrNodeLeaves() {
        var silent = new Holder("node-9", 9_000);
        databases.execute("INSERT INTO kernel.node VALUES ('node-9', 9000, now() - interval '16 seconds', 0)");
        assertThat(lives(silent)).isFalse();

        var left = new Presence(database, clock, "node-10").start();
        left.close();
        assertThat(lives(left.holder())).isFalse();
    }
}
