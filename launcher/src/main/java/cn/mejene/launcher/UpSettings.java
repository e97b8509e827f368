package cn.mejene.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code up} was asked for. Immutable.
 *
 * @param root the project's folder, where {@code config/} is
 * @param data the data folder, as given
 * @param port where node 1 listens; its management listener has the next port, node n stands 10·(n−1) higher
 * @param nodes how many nodes
 * @param clock where the clock of a fresh data folder starts
 */
record UpSettings(Path root, Path data, int port, int nodes, Optional<Instant> clock) {
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

    URI address() {
        return URI.create("http://" + HOST + ":" + port);
    }

    URI readiness(int node) {
        return URI.create("http://" + HOST + ":" + managementPort(node) + "/health/ready");
    }
}
