package cn.mejene.launcher;

import java.net.URI;
import java.util.Map;

/**
 * How each process of one node is started. Immutable.
 *
 * @param name of the process, which is also the node's id
 * @param program what to run
 * @param environment added to that of this process
 * @param readiness the address that tells whether the node is ready
 */
record NodeStart(String name, JavaProgram program, Map<String, String> environment, URI readiness) {
    /** The id of a node by its number, from 1. */
    static String name(int number) {
        return "node-" + number;
    }
}
