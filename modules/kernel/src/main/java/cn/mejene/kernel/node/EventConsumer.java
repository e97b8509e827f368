package cn.mejene.kernel.node;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Operations.EventHandler;
import cn.mejene.kernel.data.Database;
import cn.mejene.kernel.event.Event;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the events of some topics for one module: in order per key, each exactly once, because the effect and the
 * inbox row commit together. Offsets are committed after the effect. An event whose handler fails is tried again until
 * it succeeds, with a growing pause; those behind it in its partition wait.
 */
final class EventConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final String module;
    private final Map<String, EventHandler> handlers;
    private final Database database;
    private final KafkaConsumer<String, String> consumer;
    private final Set<String> topics;
    private final Loop loop;
    private boolean subscribed;

    EventConsumer(
            Vertx vertx,
            String module,
            Map<String, EventHandler> handlers,
            Database database,
            String bootstrapServers) {
        this.module = module;
        this.handlers = Map.copyOf(handlers);
        this.database = database;
        this.topics = handlers.keySet().stream()
                .map(type -> type.substring(0, type.indexOf('.')) + ".events")
                .collect(java.util.stream.Collectors.toSet());
        this.consumer = KafkaConsumer.create(
                vertx,
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", module,
                        "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                        "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "session.timeout.ms", "10000",
                        "heartbeat.interval.ms", "2000",
                        "metadata.max.age.ms", "5000",
                        "max.poll.records", "100"));
        this.loop = new Loop("events-" + module, Duration.ofMillis(1), this::poll);
    }

    EventConsumer start() {
        loop.start();
        return this;
    }

    private boolean poll() {
        if (!subscribed) {
            consumer.subscribe(topics).await();
            subscribed = true;
        }
        var records = consumer.poll(POLL).await();
        var failed = new LinkedHashMap<TopicPartition, Long>();
        for (int i = 0; i < records.size(); i++) {
            var record = records.recordAt(i);
            var partition = new TopicPartition(record.topic(), record.partition());
            if (!failed.containsKey(partition) && !apply(record)) {
                failed.put(partition, record.offset());
            }
        }
        // Before anything is committed: the position of a partition is already behind all that was polled.
        failed.forEach(this::goBack);
        if (!records.isEmpty()) {
            consumer.commit().await();
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("events wait behind one that cannot be applied");
        }
        return true;
    }

    private void goBack(TopicPartition partition, long offset) {
        try {
            consumer.seek(partition, offset).await();
        } catch (Exception e) {
            // Another node consumes the partition now, from what was committed.
            LOG.atInfo()
                    .addKeyValue("module", module)
                    .addKeyValue("topic", partition.getTopic())
                    .addKeyValue("cause", e.getClass().getName())
                    .log("partition is not ours any more");
        }
    }

    private boolean apply(KafkaConsumerRecord<String, String> record) {
        try {
            apply(Json.read(record.value().getBytes(StandardCharsets.UTF_8), Event.class));
            return true;
        } catch (Exception | Error e) {
            LOG.atWarn()
                    .addKeyValue("module", module)
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", e.getClass().getName())
                    .log("event handler failed, trying again");
            return false;
        }
    }

    private void apply(Event event) {
        var handler = handlers.get(event.type());
        if (handler == null) {
            return;
        }
        database.run(tx -> {
            if (tx.update(
                            "INSERT INTO kernel.inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                            module,
                            event.id())
                    == 1) {
                handler.handle(event, tx);
            }
        });
    }

    @Override
    public void close() {
        loop.close();
        consumer.close().await();
    }
}
