package cn.mejene.kernel.node;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.data.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves the application's clock on all nodes, development only: the offset's truth is in PostgreSQL, every living node
 * acknowledges it, then every job that has become due has run. Virtual threads only.
 */
public final class DevelopmentClock {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Database database;
    private final ApplicationClock clock;
    private final JobRunner jobs;

    /** Where the clock stands now and what ran on the way. */
    public record Advanced(Instant now, List<JobRunner.Ran> ran) {}

    DevelopmentClock(Database database, ApplicationClock clock, JobRunner jobs) {
        this.database = database;
        this.clock = clock;
        this.jobs = jobs;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Sets where a fresh installation's clock starts; does nothing when it has been set before. */
    static void startAt(Database database, Instant real, Instant wanted) {
        database.update(
                "INSERT INTO kernel.clock (offset_millis, version) VALUES ($1, 1) ON CONFLICT DO NOTHING",
                Duration.between(real, wanted).toMillis());
    }

    /** Moves the clock forward; returns when every job that became due has run. */
    public Advanced advance(Duration step) {
        if (step.isNegative()) {
            throw Problem.invalid("/advance", "minimum", "The clock moves forward only.");
        }
        var started = database.one("SELECT clock_timestamp() AS now", row -> row.getOffsetDateTime("now"));
        long version = move(step);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        awaitAcknowledged(version, deadline);
        while (jobs.anyDue()) {
            jobs.wake();
            pause(deadline);
        }
        return new Advanced(clock.instant(), jobs.ranSince(started));
    }

    private long move(Duration step) {
        var setting = database.one(
                """
                INSERT INTO kernel.clock AS c (offset_millis, version) VALUES ($1, 1)
                ON CONFLICT (singleton) DO UPDATE
                   SET offset_millis = c.offset_millis + excluded.offset_millis, version = c.version + 1
                RETURNING offset_millis, version
                """,
                row -> new ApplicationClock.Setting(
                        Duration.ofMillis(row.getLong("offset_millis")), row.getLong("version")),
                step.toMillis());
        clock.follow(setting);
        return setting.version();
    }

    private void awaitAcknowledged(long version, long deadline) {
        while (database.one("""
                SELECT EXISTS (SELECT 1 FROM kernel.node
                                WHERE heartbeat_at > now() - interval '5 seconds' AND clock_version < $1) AS behind
                """, row -> row.getBoolean("behind"), version)) {
            pause(deadline);
        }
    }

    private static void pause(long deadline) {
        if (System.nanoTime() > deadline) {
            throw Problem.unavailable("The clock has moved, but not every job has run yet.");
        }
        LockSupport.parkNanos(20_000_000);
    }
}
