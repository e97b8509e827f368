package cn.mejene.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import cn.mejene.kernel.Operations;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.job.Job;
import cn.mejene.kernel.job.Schedule;
import cn.mejene.kernel.testing.EmbeddedServices;
import cn.mejene.kernel.testing.FreshDatabases;
import cn.mejene.kernel.testing.TestModule;
import cn.mejene.kernel.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs of two nodes on one clock, and runners that lose their lease. */
@ExtendWith(EmbeddedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JobsIT {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Schedule DAILY = new Schedule.Daily(LocalTime.of(3, 0));
    private static final Schedule SOON = new Schedule.RealInterval(Duration.ofMillis(200));

    private final FreshDatabases databases;
    private final TestNode first;
    private final TestNode second;
    private final Database database;

    JobsIT(FreshDatabases databases) {
        this.databases = databases;
        this.first = boot("node-1");
        this.second = boot("node-2");
        this.database = first.database();
    }

    private TestNode boot(String id) {
        return databases
                .node(id)
                .clockStart(START.toString())
                .module(new TestModule("probe").serving((context, operations) -> serve(context.database(), operations)))
                .boot();
    }

    private static void serve(Database database, Operations operations) {
        operations.job(new Job("probe.daily", DAILY, run -> write(database, run, "daily")));
        operations.job(new Job(
                "probe.monthly", new Schedule.Monthly(LocalTime.of(1, 0)), run -> write(database, run, "monthly")));
        operations.job(new Job("probe.broken", new Schedule.Monthly(LocalTime.of(2, 0)), run -> {
            throw new AssertionError("expected");
        }));
    }

    private static void write(Database database, Job.Run run, String name) {
        database.run(tx -> {
            run.fence().check(tx);
            tx.update("INSERT INTO probe.effect (what) VALUES ($1)", name + " " + run.due());
        });
    }

    private List<String> effects(String name) {
        return database.list(
                "SELECT what FROM probe.effect WHERE starts_with(what, $1) ORDER BY position",
                row -> row.getString("what").substring(name.length() + 1),
                name + " ");
    }

    @Test
    void advance_runsEveryDueTimeOnceAndInOrder_whenTwoNodesShareTheJobs() {
        // A module that is not configured any more must not hold the others up.
        databases.execute("INSERT INTO kernel.job VALUES ('gone.job', '2020-01-01T00:00:00Z', false)");
        var day = Instant.parse("2026-03-01T19:00:00Z");

        var advanced = first.kernel().developmentClock().advance(Duration.ofDays(60));

        var days = IntStream.range(0, 60)
                .mapToObj(i -> day.plus(Duration.ofDays(i)))
                .toList();
        assertThat(effects("daily"))
                .isEqualTo(days.stream().map(Instant::toString).toList());
        assertThat(effects("monthly")).containsExactly("2026-03-31T17:00:00Z");
        assertThat(advanced.ran())
                .filteredOn(ran -> ran.job().equals("probe.daily"))
                .hasSize(60);
        assertThat(advanced.ran()).extracting(JobRunner.Ran::due).isSorted();
        assertThat(advanced.ran())
                .filteredOn(ran -> ran.outcome().equals("failed"))
                .extracting(JobRunner.Ran::job)
                .containsExactly("probe.broken");
        assertThat(database.list(
                        "SELECT what FROM probe.effect WHERE what NOT LIKE 'lease%' ORDER BY position",
                        row -> Instant.parse(row.getString("what").split(" ")[1])))
                .isSorted();
        assertThat(advanced.now()).isAfterOrEqualTo(START.plus(Duration.ofDays(60)));
        assertThat(second.context().clock().instant()).isAfterOrEqualTo(START.plus(Duration.ofDays(60)));
    }

    @Test
    void advance_isRefused_whenItGoesBack() {
        var problem = catchThrowableOfType(
                Problem.class, () -> first.kernel().developmentClock().advance(Duration.ofSeconds(-1)));

        assertThat(problem.status()).isEqualTo(422);
    }

    private Holder living(String node) {
        databases.execute("INSERT INTO kernel.node VALUES ('" + node + "', 1, now() + interval '1 hour', 1000000)");
        return new Holder(node, 1);
    }

    private JobRunner runner(Holder holder, String job, Schedule schedule, Consumer<Job.Run> body) {
        var clock = new ApplicationClock(first.context().clock());
        return new JobRunner(database, clock, holder, List.of(new Job(job, schedule, body::accept)));
    }

    private void due(String job, String at) {
        databases.execute("INSERT INTO kernel.job VALUES ('" + job + "', '" + at + "', false)");
    }

    private String state(String job) {
        return database.one(
                "SELECT due_at, node FROM kernel.job WHERE name = $1",
                row -> row.getOffsetDateTime("due_at").toInstant() + " " + row.getString("node"),
                job);
    }

    @Test
    void run_isRepeatedWithSameDueAndLateWriterIsFenced_whenNodeFreezes() throws Exception {
        due("lease.frozen", "2026-02-28T19:00:00Z");
        var frozen = living("frozen");
        var entered = new CountDownLatch(1);
        var thaw = new CountDownLatch(1);
        var late = new AtomicInteger();
        try (var slow = runner(frozen, "lease.frozen", DAILY, run -> {
                    entered.countDown();
                    hold(thaw);
                    late.incrementAndGet();
                    write(database, run, "lease.late");
                })
                .start()) {
            entered.await(10, TimeUnit.SECONDS);
            databases.execute(
                    "UPDATE kernel.node SET heartbeat_at = now() - interval '1 minute' WHERE node = 'frozen'");
            try (var other = runner(living("other"), "lease.frozen", DAILY, run -> write(database, run, "lease.other"))
                    .start()) {
                await().until(() -> !effects("lease.other").isEmpty());
                assertThat(other).isNotNull();
            }
            thaw.countDown();
            await().until(() -> late.get() > 0);
            assertThat(slow).isNotNull();
        }

        assertThat(effects("lease.other")).startsWith("2026-02-28T19:00:00Z");
        assertThat(effects("lease.late")).doesNotContain("2026-02-28T19:00:00Z");
        assertThat(databases.number("SELECT count(*) FROM kernel.job_run WHERE job = 'lease.frozen'"
                        + " AND due_at = '2026-02-28T19:00:00Z' AND node = 'other'"))
                .isOne();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void run_isRepeated_whenItsEndCouldNotBeWritten() {
        due("lease.unfinished", "2026-02-28T19:00:00Z");
        var holder = living("unfinished");
        databases.execute("UPDATE kernel.job SET node = 'unfinished', incarnation = 1 WHERE name = 'lease.unfinished'");

        try (var runner = runner(holder, "lease.unfinished", DAILY, run -> write(database, run, "lease.unfinished"))
                .start()) {
            await().until(() -> !effects("lease.unfinished").isEmpty());
            assertThat(runner).isNotNull();
        }

        assertThat(effects("lease.unfinished")).startsWith("2026-02-28T19:00:00Z");
    }

    @Test
    void run_waits_whenLivingNodeHoldsIt() {
        due("lease.held", "2026-02-28T19:00:00Z");
        living("holding");
        databases.execute("UPDATE kernel.job SET node = 'holding', incarnation = 1 WHERE name = 'lease.held'");
        var sweeps = new AtomicInteger();
        var waiting = living("waiting");

        try (var held = runner(waiting, "lease.held", DAILY, run -> write(database, run, "lease.held"))
                        .start();
                var sweep = runner(waiting, "lease.sweep", SOON, run -> sweeps.incrementAndGet())
                        .start()) {
            await().until(() -> sweeps.get() >= 3);
            assertThat(List.of(held, sweep)).hasSize(2);
        }

        assertThat(state("lease.held")).isEqualTo("2026-02-28T19:00:00Z holding");
        assertThat(effects("lease.held")).isEmpty();
    }

    @Test
    void run_countsAsFailed_whenBodyFailsThreeTimes() {
        due("lease.failing", "2026-02-28T19:00:00Z");
        var tries = new AtomicInteger();

        try (var runner = runner(living("failing"), "lease.failing", DAILY, run -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("expected");
                })
                .start()) {
            await().until(() ->
                    databases.number("SELECT count(*) FROM kernel.job_run WHERE job = 'lease.failing'") > 0);
            assertThat(runner).isNotNull();
        }

        assertThat(databases.number("SELECT count(*) FROM kernel.job_run WHERE job = 'lease.failing'"
                        + " AND due_at = '2026-02-28T19:00:00Z' AND outcome = 'failed'"))
                .isOne();
        assertThat(tries.get()).isPositive().satisfies(n -> assertThat(n % 3).isZero());
    }
}
