package cn.mejene.kernel.node;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import cn.mejene.kernel.Problem;
import cn.mejene.kernel.event.Bulletin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The bulletin over Kafka's own blocking clients: seldom written, read when a lease changes hands. The producer is made
 * with the first text.
 */
final class KafkaBulletin implements Bulletin, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final KernelConfig config;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable KafkaProducer<String, String> producer;

    KafkaBulletin(KernelConfig config) {
        this.config = config;
    }

    @Override
    public void post(String topic, String text) {
        asked(() -> {
            ensure(topic);
            return producer().send(new ProducerRecord<>(topic, 0, "", text)).get(PATIENCE.toMillis(), MILLISECONDS);
        });
    }

    @Override
    public List<String> latest(String topic, int most) {
        return asked(() -> {
            ensure(topic);
            return read(new TopicPartition(topic, 0), most);
        });
    }

    private List<String> read(TopicPartition partition, int most) throws TimeoutException {
        try (var consumer = new KafkaConsumer<>(
                clients("default.api.timeout.ms"), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(begin, end - most));
            var texts = new ArrayList<String>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("the bulletin " + partition.topic() + " is slow");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(post -> texts.add(post.value()));
            }
            return texts;
        }
    }

    /** One partition keeps the order; the topic is kept for good. */
    private void ensure(String topic) throws InterruptedException, ExecutionException {
        if (known.contains(topic)) {
            return;
        }
        try (var admin = Admin.create(clients("default.api.timeout.ms"))) {
            var wanted =
                    new NewTopic(topic, 1, config.replication()).configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        known.add(topic);
    }

    private KafkaProducer<String, String> producer() {
        opening.lock();
        try {
            if (producer == null) {
                var settings = clients("max.block.ms");
                settings.put("acks", "all");
                settings.put("enable.idempotence", "true");
                settings.put("linger.ms", "0");
                settings.put("delivery.timeout.ms", Long.toString(PATIENCE.toMillis()));
                producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
            }
            return producer;
        } finally {
            opening.unlock();
        }
    }

    private Map<String, Object> clients(String patience) {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", config.kafka());
        settings.put("request.timeout.ms", "3000");
        settings.put(patience, Long.toString(PATIENCE.toMillis()));
        return settings;
    }

    private static <T> T asked(Callable<T> question) {
        try {
            return question.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("Kafka was not waited for.");
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw Problem.unavailable("Kafka cannot be reached.");
        } catch (Exception e) {
            throw new IllegalStateException("the bulletin failed", e);
        }
    }

    @Override
    public void close() {
        opening.lock();
        try {
            if (producer != null) {
                producer.close(PATIENCE);
            }
        } finally {
            opening.unlock();
        }
    }
}
