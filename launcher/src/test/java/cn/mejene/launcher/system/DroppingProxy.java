package cn.mejene.launcher.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network: passes bytes on, and loses the first few connections that have sent more than so many. Its own
 * threads; closed by the test.
 */
final class DroppingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> ports;
    private final Loss loss;
    private final long bytes;
    private final AtomicInteger drops;
    private final AtomicInteger dropped = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** What befalls a connection beside its end. */
    interface Loss {
        void strike() throws IOException;
    }

    /**
     * @param port where the system listens
     * @param bytes after how many bytes of a connection it is lost
     * @param drops how many connections are lost
     */
    DroppingProxy(int port, long bytes, int drops) throws IOException {
        this(List.of(port), bytes, drops, () -> {});
    }

    /** @param ports where the system listens; each connection goes to the first that takes it */
    DroppingProxy(List<Integer> ports, long bytes, int drops, Loss loss) throws IOException {
        this.ports = List.copyOf(ports);
        this.loss = loss;
        this.bytes = bytes;
        this.drops = new AtomicInteger(drops);
        this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int dropped() {
        return dropped.get();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket client) {
        try (client;
                var upstream = upstream()) {
            var back = threads.submit(() -> back(upstream, client));
            forth(client.getInputStream(), upstream.getOutputStream());
            upstream.shutdownOutput();
            back.get();
        } catch (Exception lost) {
            // Both ends are closed, whatever it was.
        }
    }

    private Socket upstream() throws IOException {
        for (int port : ports) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (ConnectException away) {
                // The next one may listen.
            }
        }
        throw new ConnectException("nobody listens");
    }

    private static Void back(Socket upstream, Socket client) throws IOException {
        // Also when the other end is torn off, or the client waits for an answer that never comes.
        try (client) {
            upstream.getInputStream().transferTo(client.getOutputStream());
        }
        return null;
    }

    private void forth(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[16 << 10];
        long passed = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            passed += n;
            if (passed > bytes && drops.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                dropped.incrementAndGet();
                loss.strike();
                throw new IOException("lost");
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
