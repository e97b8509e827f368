package cn.mejene.chaos.system;

import cn.mejene.services.host.Ports;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Which ports the nodes of one installation have: ten a node, of which the first is public. Immutable.
 *
 * @param base the first node's public port
 * @param nodes how many nodes
 */
public record NodePorts(int base, int nodes) {
    /** How far above a node's cluster port stands the port by which the others reach it. */
    public static final int RELAY_OFFSET = 5;

    private static final int STEP = 10;
    private static final int TRIES = 200;

    public int http(int node) {
        return base + STEP * (node - 1);
    }

    public int management(int node) {
        return http(node) + 1;
    }

    /** Where the node's Hazelcast listens. */
    public int cluster(int node) {
        return http(node) + 2;
    }

    /** Where the other nodes believe that it listens. */
    public int relay(int node) {
        return cluster(node) + RELAY_OFFSET;
    }

    /**
     * The base of a block that is free now; by chance, so that runs side by side don't meet.
     *
     * @throws IOException when there is none
     */
    static int freeBlock(int nodes) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int base = ThreadLocalRandom.current().nextInt(2_000, 3_200) * STEP;
            if (IntStream.range(base, base + STEP * nodes).allMatch(Ports::isFree)) {
                return base;
            }
        }
        throw new IOException("no free block of ports");
    }
}
