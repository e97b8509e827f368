package cn.mejene.kernel.node;

import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics of the configured modules, trying until Kafka is there; a node serves without waiting for it. */
final class Topics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final KafkaAdminClient admin;
    private final Set<String> wanted;
    private final KernelConfig config;
    private final Loop loop;
    private volatile boolean made;

    Topics(Vertx vertx, KernelConfig config, Set<String> wanted) {
        this.admin = KafkaAdminClient.create(
                vertx,
                Map.of(
                        "bootstrap.servers", config.kafka(),
                        "request.timeout.ms", "3000",
                        "default.api.timeout.ms", "5000"));
        this.wanted = Set.copyOf(wanted);
        this.config = config;
        this.loop = new Loop("topics", Duration.ofMinutes(10), this::make);
    }

    Topics start() {
        loop.start();
        return this;
    }

    private boolean make() {
        if (made) {
            return false;
        }
        var existing = admin.listTopics().await();
        List<NewTopic> missing = wanted.stream()
                .filter(topic -> !existing.contains(topic))
                .map(topic -> new NewTopic(topic, config.partitions(), config.replication()))
                .toList();
        if (!missing.isEmpty()) {
            admin.createTopics(missing).await();
            LOG.atInfo().addKeyValue("topics", missing.size()).log("topics created");
        }
        made = true;
        return false;
    }

    @Override
    public void close() {
        loop.close();
        admin.close().await();
    }
}
