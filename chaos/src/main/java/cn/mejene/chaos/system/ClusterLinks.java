package cn.mejene.chaos.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * The links between the nodes' Hazelcasts: a relay stands before each node's cluster port and knows by the owner of a
 * connection's socket which node speaks. Cut links keep their connections and pass nothing, as a network does that
 * drops packets; when they heal, what was held back goes on. Thread-safe; closed by whoever opened it.
 */
public final class ClusterLinks implements AutoCloseable {
    private static final int CHUNK = 16 << 10;

    private final NodePorts ports;
    private final Owners owners;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Object change = new Object();
    private Set<Integer> island = Set.of();
    private boolean closed;

    /** Tells whose a socket is. */
    @FunctionalInterface
    interface Owners {
        Optional<Integer> of(long inode) throws IOException;
    }

    private ClusterLinks(NodePorts ports, Owners owners) {
        this.ports = ports;
        this.owners = owners;
    }

    /** @throws IOException when a relay port is taken */
    static ClusterLinks open(NodePorts ports, Owners owners) throws IOException {
        var links = new ClusterLinks(ports, owners);
        try {
            for (int node = 1; node <= ports.nodes(); node++) {
                links.listen(node);
            }
            return links;
        } catch (IOException taken) {
            links.close();
            throw taken;
        }
    }

    NodePorts ports() {
        return ports;
    }

    /** Separates these nodes from all others until {@link #heal()}. */
    public void cut(Set<Integer> nodes) {
        synchronized (change) {
            island = Set.copyOf(nodes);
        }
    }

    /** Joins all nodes again. */
    public void heal() {
        synchronized (change) {
            island = Set.of();
            change.notifyAll();
        }
    }

    private void listen(int node) throws IOException {
        var listener = new ServerSocket();
        listeners.add(listener);
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.relay(node)));
        threads.execute(() -> accept(listener, node));
    }

    private void accept(ServerSocket listener, int node) {
        while (!listener.isClosed()) {
            try {
                var caller = listener.accept();
                threads.execute(() -> connect(caller, node));
            } catch (IOException | RejectedExecutionException closing) {
                return;
            }
        }
    }

    private void connect(Socket caller, int to) {
        open.add(caller);
        try {
            // Nobody of ours: a caller that is gone already.
            var from = owner(caller);
            if (from.isEmpty() || !awaitPassage(from.get(), to)) {
                shut(caller);
                return;
            }
            var target = new Socket(InetAddress.getLoopbackAddress(), ports.cluster(to));
            open.add(target);
            threads.execute(() -> pump(caller, target, from.get(), to));
            pump(target, caller, from.get(), to);
        } catch (IOException refused) {
            shut(caller);
        }
    }

    private Optional<Integer> owner(Socket caller) throws IOException {
        var inode = LoopbackSockets.inode(caller.getPort(), caller.getLocalPort());
        return inode.isPresent() ? owners.of(inode.getAsLong()) : Optional.empty();
    }

    /** Copies until either side ends; ends both. */
    private void pump(Socket source, Socket sink, int one, int other) {
        var buffer = new byte[CHUNK];
        try {
            for (int n = source.getInputStream().read(buffer);
                    n >= 0;
                    n = source.getInputStream().read(buffer)) {
                if (!awaitPassage(one, other)) {
                    break;
                }
                sink.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException ended) {
            // Ends the other direction below, as a reset would.
        }
        shut(source);
        shut(sink);
    }

    /** Waits while the link is cut; false when the links are closed. */
    private boolean awaitPassage(int one, int other) {
        Predicate<Integer> inside = node -> island.contains(node);
        synchronized (change) {
            try {
                while (!closed && inside.test(one) != inside.test(other)) {
                    change.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return !closed;
        }
    }

    private void shut(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (change) {
            closed = true;
            change.notifyAll();
        }
        for (var listener : listeners) {
            listener.close();
        }
        open.forEach(this::shut);
        threads.shutdown();
    }
}
