package cn.mejene.kernel.node;

import cn.mejene.kernel.data.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Measures how far Kafka is behind the outbox; every node tells the same. Reads only. */
final class OutboxLag implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private record Sample(long waiting, double seconds) {}

    private final Database database;
    private final Loop loop = new Loop("outbox-lag", INTERVAL, this::measure);
    private volatile Sample last = new Sample(0, 0);

    OutboxLag(Database database, MeterRegistry metrics) {
        this.database = database;
        Gauge.builder("mejene.outbox.waiting", () -> last.waiting())
                .description("committed events that Kafka has not acknowledged")
                .register(metrics);
        Gauge.builder("mejene.outbox.lag", () -> last.seconds())
                .description("age of the oldest of them")
                .baseUnit("seconds")
                .register(metrics);
    }

    OutboxLag start() {
        loop.start();
        return this;
    }

    private boolean measure() {
        last = database.one(
                "SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS seconds"
                        + " FROM kernel.outbox",
                row -> new Sample(row.getLong("waiting"), row.getDouble("seconds")));
        return false;
    }

    @Override
    public void close() {
        loop.close();
    }
}
