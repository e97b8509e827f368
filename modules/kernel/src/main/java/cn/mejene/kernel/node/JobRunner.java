package cn.mejene.kernel.node;

import cn.mejene.kernel.clock.ApplicationClock;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Tx;
import cn.mejene.kernel.job.Job;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every job once per due time, whatever the number of nodes: the row of the job is the lease, its epoch the
 * fence. A crashed run is repeated with the same due time; missed due times are made up for in order.
 */
public final class JobRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final ApplicationClock clock;
    private final Holder holder;
    private final Map<String, Job> jobs;
    private final Loop loop;

    private record Due(String job, Instant due, long epoch) {
        static Due of(Row row) {
            return new Due(
                    row.getString("name"), row.getOffsetDateTime("due_at").toInstant(), row.getLong("epoch"));
        }
    }

    /** One finished run, as {@code POST /dev/clock} tells it. */
    public record Ran(String job, Instant due, String outcome) {}

    JobRunner(Database database, ApplicationClock clock, Holder holder, List<Job> jobs) {
        this.database = database;
        this.clock = clock;
        this.holder = holder;
        this.jobs = jobs.stream().collect(Collectors.toMap(Job::name, Function.identity()));
        this.loop = new Loop("jobs", Duration.ofMillis(500), this::runOne);
    }

    JobRunner start() {
        jobs.values().forEach(this::register);
        loop.start();
        return this;
    }

    private void register(Job job) {
        database.update(
                "INSERT INTO kernel.job (name, due_at, real_time) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                job.name(),
                utc(job.schedule().next(now(job))),
                job.schedule().realTime());
    }

    private Instant now(Job job) {
        return job.schedule().realTime() ? clock.realInstant() : clock.instant();
    }

    /** Runs the job that has been due longest; answers whether there was one to run. */
    private boolean runOne() {
        var due = database.transaction(this::take);
        due.ifPresent(this::run);
        return due.isPresent();
    }

    /** Takes the earliest due job; one on the injected clock waits for every earlier one to end. */
    private Optional<Due> take(Tx tx) {
        var due = tx.find(
                "SELECT name, due_at, epoch FROM kernel.job AS h"
                        + " WHERE name = ANY($1) AND due_at <= CASE WHEN real_time THEN $3::timestamptz ELSE $2::timestamptz END"
                        // A row of our own is a run that we could not finish: this loop runs one job at a time.
                        + " AND (node IS NULL OR (node, incarnation) = ($4, $5) OR NOT " + Holder.LIVES + ")"
                        + " AND (real_time OR NOT EXISTS (SELECT 1 FROM kernel.job e"
                        + "      WHERE e.name = ANY($1) AND NOT e.real_time AND e.due_at < h.due_at))"
                        + " ORDER BY due_at, name LIMIT 1 FOR UPDATE SKIP LOCKED",
                Due::of,
                jobs.keySet().toArray(String[]::new),
                utc(clock.instant()),
                utc(clock.realInstant()),
                holder.node(),
                holder.incarnation());
        return due.map(d -> {
            tx.update(
                    "UPDATE kernel.job SET node = $2, incarnation = $3, epoch = epoch + 1 WHERE name = $1",
                    d.job(),
                    holder.node(),
                    holder.incarnation());
            return new Due(d.job(), d.due(), d.epoch() + 1);
        });
    }

    private void run(Due due) {
        var job = jobs.get(due.job());
        if (job == null) {
            throw new IllegalStateException("took a job that this node does not know: " + due.job());
        }
        finish(job, due, attempt(job, due) ? "done" : "failed");
    }

    private boolean attempt(Job job, Due due) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                job.body().run(new Job.Run(due.due(), tx -> checkFence(tx, due)));
                return true;
            } catch (Exception | Error e) {
                LOG.atError()
                        .addKeyValue("job", due.job())
                        .addKeyValue("due", due.due())
                        .addKeyValue("attempt", attempt)
                        .setCause(e)
                        .log("job failed");
            }
        }
        return false;
    }

    private static void checkFence(Tx tx, Due due) {
        var epoch = tx.one(
                "SELECT epoch FROM kernel.job WHERE name = $1 FOR UPDATE", row -> row.getLong("epoch"), due.job());
        if (epoch != due.epoch()) {
            throw new IllegalStateException("the lease of job " + due.job() + " has gone to another run");
        }
    }

    private void finish(Job job, Due due, String outcome) {
        var next = job.schedule().next(job.schedule().realTime() ? clock.realInstant() : due.due());
        database.run(tx -> {
            checkFence(tx, due);
            tx.update(
                    "UPDATE kernel.job SET due_at = $2, node = NULL, incarnation = NULL WHERE name = $1",
                    due.job(),
                    utc(next));
            if (!job.schedule().realTime()) {
                tx.update(
                        "INSERT INTO kernel.job_run (job, due_at, outcome, node) VALUES ($1, $2, $3, $4)"
                                + " ON CONFLICT DO NOTHING",
                        due.job(),
                        utc(due.due()),
                        outcome,
                        holder.node());
            }
        });
    }

    /** Whether a job that this node knows, on the injected clock, is due and not finished anywhere. */
    boolean anyDue() {
        return database.one(
                "SELECT EXISTS (SELECT 1 FROM kernel.job WHERE name = ANY($2) AND NOT real_time AND due_at <= $1) AS due",
                row -> row.getBoolean("due"),
                utc(clock.instant()),
                jobs.keySet().toArray(String[]::new));
    }

    /** Runs that finished after the given run count, in the order they were due. */
    List<Ran> ranSince(OffsetDateTime databaseTime) {
        return database.list(
                "SELECT job, due_at, outcome FROM kernel.job_run WHERE finished_at > $1 ORDER BY due_at, job",
                row -> new Ran(
                        row.getString("job"), row.getOffsetDateTime("due_at").toInstant(), row.getString("outcome")),
                databaseTime);
    }

    void wake() {
        loop.wake();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() {
        loop.close();
    }
}
