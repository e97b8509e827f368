package cn.mejene.chaos.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a module has told on Kafka, from the beginning to now. For one thread. */
public final class Topic {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STEP = Duration.ofMillis(200);

    private final Installation installation;
    private final String name;

    /** @param module whose events */
    public Topic(Installation installation, String module) {
        this.installation = installation;
        this.name = module + ".events";
    }

    /** The ids of all events of a type, by one of the data that they carry; a repeated event counts once. */
    public Map<String, Set<String>> events(String type, String datum) throws IOException {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                "127.0.0.1:" + installation.servicePorts().kafka(),
                "isolation.level",
                "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(name).stream()
                    .map(part -> new TopicPartition(name, part.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new HashMap<String, Set<String>>();
            while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                for (var record : consumer.poll(STEP)) {
                    var event = JSON.readTree(record.value());
                    if (event.path("type").asText().equals(type)) {
                        found.computeIfAbsent(event.at("/data/" + datum).asText(), _ -> new HashSet<>())
                                .add(event.path("id").asText());
                    }
                }
            }
            return found;
        }
    }
}
