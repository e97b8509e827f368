package cn.mejene.launcher.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for what a proper client would never send. */
record RawHttp(int port) {
    private static final int PATIENCE_MILLIS = 60_000;

    /** One connection; closing it without reading on is how a client goes away. */
    record Connection(Socket socket) implements AutoCloseable {
        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** What comes until the server closes the connection. */
        String readAll() throws IOException {
            var out = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(out);
            } catch (SocketException cut) {
                // What was received before counts.
            }
            return out.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    static RawHttp of(int port) {
        return new RawHttp(port);
    }

    Connection open() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Connection(socket);
    }

    /** Sends the text as it stands and returns all that came until the server closed the connection. */
    String send(String text) {
        try (var connection = open()) {
            connection.write(text.getBytes(StandardCharsets.ISO_8859_1));
            return connection.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
