package cn.mejene.kernel.cluster;

import cn.mejene.kernel.config.ConfigException;
import cn.mejene.kernel.config.Required;
import cn.mejene.kernel.config.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code cluster}; without members the node is alone and nothing else of the section counts.
 *
 * @param host address of this machine that the other nodes reach; nothing listens on any other
 * @param port of Hazelcast
 * @param publicPort at which the others reach {@code port}; missing or 0 when it is the same
 * @param members every node, this one too: {@code host:port,…}
 * @param secret known to the nodes of this cluster alone, at least 32 characters
 */
public record ClusterConfig(
        @Nullable String host,
        @Nullable Integer port,
        @Nullable Integer publicPort,
        @Nullable String members,
        @Nullable Secret secret,
        @Nullable BusConfig bus) {
    private static final int SHORTEST_SECRET = 32;

    /**
     * The event bus's listener and the keys of its mutual TLS (PEM files).
     *
     * @param authority the certificate that signs nodes and nothing else: whoever it signed is believed
     */
    public record BusConfig(int port, Path certificate, Path key, Path authority) {
        public BusConfig {
            Required.field("certificate", certificate);
            Required.field("key", key);
            Required.field("authority", authority);
        }
    }

    public ClusterConfig {
        if (!addresses(members).isEmpty()) {
            Required.field("host", host);
            Required.field("port", port);
            Required.field("bus", bus);
            if (Required.field("secret", secret).value().length() < SHORTEST_SECRET) {
                throw new ConfigException("cluster.secret must have at least " + SHORTEST_SECRET + " characters");
            }
        }
    }

    /** Whether there are no other nodes. */
    public boolean alone() {
        return addresses().isEmpty();
    }

    List<String> addresses() {
        return addresses(members);
    }

    private static List<String> addresses(@Nullable String members) {
        return members == null
                ? List.of()
                : Stream.of(members.split(","))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .toList();
    }

    int listenPort() {
        return Objects.requireNonNull(port);
    }

    int announcedPort() {
        return publicPort == null || publicPort == 0 ? listenPort() : publicPort;
    }

    String listenHost() {
        return Objects.requireNonNull(host);
    }

    BusConfig listenBus() {
        return Objects.requireNonNull(bus);
    }

    Secret sharedSecret() {
        return Objects.requireNonNull(secret);
    }
}
