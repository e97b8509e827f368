package cn.mejene.kernel.node;

import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.data.Holder;
import cn.mejene.kernel.data.Lease;
import cn.mejene.kernel.data.Tx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves committed events from the outbox to Kafka, in order per key, at least once. One node relays at a time:
 * it holds the lease row locked while it sends, so a second relay cannot overtake it.
 */
final class Relay implements AutoCloseable {
    private static final int BATCH = 200;

    private final Database database;
    private final Lease lease;
    private final KafkaProducer<String, String> producer;
    private final Loop loop;

    private record Pending(long position, String topic, String key, String body) {
        static Pending of(Row row) {
            return new Pending(
                    row.getLong("position"),
                    row.getString("topic"),
                    row.getString("partition_key"),
                    row.getString("body"));
        }
    }

    Relay(Vertx vertx, Database database, Holder holder, String bootstrapServers) {
        this.database = database;
        this.lease = new Lease("outbox-relay", holder);
        this.producer = KafkaProducer.create(
                vertx,
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                        "value.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                        "acks", "all",
                        "enable.idempotence", "true",
                        "max.block.ms", "4000",
                        "request.timeout.ms", "4000",
                        "delivery.timeout.ms", "5000",
                        "linger.ms", "0"));
        this.loop = new Loop("outbox-relay", Duration.ofSeconds(1), this::relay);
    }

    Relay start() {
        loop.start();
        return this;
    }

    /** Something was committed to the outbox. */
    void wake() {
        loop.wake();
    }

    private boolean relay() {
        if (database.list("SELECT 1 FROM kernel.outbox LIMIT 1", row -> true).isEmpty()) {
            return false;
        }
        return database.transaction(tx -> lease.hold(tx).isPresent() && send(tx));
    }

    private boolean send(Tx tx) {
        var batch = tx.list(
                "SELECT position, topic, partition_key, body FROM kernel.outbox ORDER BY position LIMIT $1",
                Pending::of,
                BATCH);
        if (batch.isEmpty()) {
            return false;
        }
        for (var wave : waves(batch)) {
            Future.all(wave.stream().map(this::publish).toList()).await();
        }
        tx.update("DELETE FROM kernel.outbox WHERE position = ANY($1)", (Object) positions(batch));
        return true;
    }

    private Future<?> publish(Pending p) {
        return producer.send(KafkaProducerRecord.create(p.topic(), p.key(), p.body()));
    }

    /** Each wave has at most one event of a key, so that none can arrive before one that it must follow. */
    private static List<List<Pending>> waves(List<Pending> batch) {
        var waves = new ArrayList<List<Pending>>();
        var depth = new HashMap<String, Integer>();
        for (var pending : batch) {
            int wave = depth.merge(pending.topic() + '\n' + pending.key(), 1, Integer::sum) - 1;
            if (wave == waves.size()) {
                waves.add(new ArrayList<>());
            }
            waves.get(wave).add(pending);
        }
        return waves;
    }

    private static Long[] positions(List<Pending> batch) {
        return batch.stream().map(Pending::position).toArray(Long[]::new);
    }

    @Override
    public void close() {
        loop.close();
        producer.close().await();
    }
}
