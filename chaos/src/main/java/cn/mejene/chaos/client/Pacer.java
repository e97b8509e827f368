package cn.mejene.chaos.client;

import java.io.IOException;

/** Stands between a body and the wire. Called by the thread that sends. */
@FunctionalInterface
public interface Pacer {
    /** Sends everything as fast as it goes. */
    Pacer FREE = (_, _) -> {};

    /**
     * Called before each piece goes out, and once more when all have gone.
     *
     * @param sent bytes that have been written
     * @param size bytes of the whole body
     * @throws IOException to break the connection off here
     */
    void before(long sent, long size) throws IOException;
}
