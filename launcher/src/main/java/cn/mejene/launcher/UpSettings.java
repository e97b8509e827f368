package cn.mejene.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What {@code up} was asked for. Immutable.
 *
 * @param root the project's folder, where {@code config/} is
 * @param data the data folder, as given
 * @param port where node 1 listens; its management listener has the next port, then come its member of the cluster and
 *     its end of the event bus; node n stands 10·(n−1) higher
 * @param nodes how many nodes, 1 to {@value #MOST_NODES}
 * @param clock where the clock of a fresh data folder starts
 * @param relayOffset how far above a node's member of the cluster stands the port at which the others reach it; 0 but
 *     where somebody stands between them to break their links
 */
record UpSettings(Path root, Path data, int port, int nodes, Optional<Instant> clock, int relayOffset) {
    static final int MOST_NODES = 9;
    private static final String HOST = "127.0.0.1";
    private static final int NODE_STEP = 10;

    String host() {
        return HOST;
    }

    int port(int node) {
        return port + NODE_STEP * (node - 1);
    }

    int managementPort(int node) {
        return port(node) + 1;
    }

    int clusterPort(int node) {
        return port(node) + 2;
    }

    /** Where the other nodes reach {@link #clusterPort}. */
    int announcedPort(int node) {
        return clusterPort(node) + relayOffset;
    }

    int busPort(int node) {
        return port(node) + 3;
    }

    /** The ports that a node will listen on; one that is alone joins nobody. */
    List<Integer> ports(int node) {
        return nodes == 1
                ? List.of(port(node), managementPort(node))
                : List.of(port(node), managementPort(node), clusterPort(node), busPort(node));
    }

    /** Where the members of the cluster find each other, {@code host:port} with commas; empty for one node. */
    String members() {
        return nodes == 1
                ? ""
                : IntStream.rangeClosed(1, nodes)
                        .mapToObj(node -> HOST + ":" + announcedPort(node))
                        .collect(Collectors.joining(","));
    }

    URI address(int node) {
        return URI.create("http://" + HOST + ":" + port(node));
    }

    URI readiness(int node) {
        return URI.create("http://" + HOST + ":" + managementPort(node) + "/health/ready");
    }
}
