package cn.mejene.kernel.node;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code node}.
 *
 * @param id e.g. {@code node-1}; unique in the cluster
 * @param profile {@code dev} or {@code production}
 * @param kafka bootstrap servers, {@code host:port,…}
 * @param kafkaRegion where Kafka is; in production a region of the mainland
 * @param region where the node is, and with it whatever is kept in its folders; in production one of the mainland
 * @param partitions partitions of a topic that this node creates
 * @param replication replicas of a topic that this node creates
 * @param policy folder of policy data
 * @param instances virtual-thread instances per module
 * @param serves the modules that take calls, events and jobs on this node; all that are configured when it is missing.
 *     The others only lend their ports to the node
 * @param clockStart where a fresh development installation's clock starts
 */
public record KernelConfig(
        String id,
        String profile,
        String kafka,
        @Nullable String kafkaRegion,
        @Nullable String region,
        int partitions,
        short replication,
        Path policy,
        int instances,
        @Nullable List<String> serves,
        @Nullable String clockStart) {

    public KernelConfig {
        Required.field("id", id);
        Required.field("profile", profile);
        Required.field("kafka", kafka);
        Required.field("policy", policy);
        if (!profile.equals("dev") && !profile.equals("production")) {
            throw new ConfigException("node.profile is dev or production, not " + profile);
        }
        if (instances < 1 || instances > 1024) {
            throw new ConfigException("node.instances must be between 1 and 1024");
        }
        if (!profile.equals("dev") && clockStart != null && !clockStart.isEmpty()) {
            throw new ConfigException("node.clockStart is for the dev profile only");
        }
    }

    List<String> serving() {
        return serves == null ? List.of() : serves;
    }

    boolean serves(String module) {
        return serves == null || serves.contains(module);
    }

    boolean development() {
        return profile.equals("dev");
    }

    java.util.Optional<Instant> startOfClock() {
        return clockStart == null || clockStart.isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.of(Instant.parse(clockStart));
    }
}
