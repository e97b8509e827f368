package cn.mejene.services.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports of the loopback address. A port found free may be taken by others before it is used. */
public final class Ports {
    private Ports() {}

    /** Whether a server could listen on the port now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // A connection of the last run in TIME_WAIT does not hinder a server.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * The preferred port, or another one when it is taken or 0.
     *
     * @throws IOException when no port is free
     */
    public static int prefer(int preferred) throws IOException {
        if (preferred != 0 && isFree(preferred)) {
            return preferred;
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
