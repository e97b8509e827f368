package cn.mejene.kernel.testing;

import cn.mejene.kernel.cluster.ClusterConfig;
import cn.mejene.kernel.config.Secret;
import cn.mejene.services.host.BusCertificates;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Addresses and bus keys of nodes that are to find each other. Immutable; the folder keeps the keys. */
public final class TestCluster {
    private static final String HOST = "127.0.0.1";

    private record Ports(int cluster, int bus) {}

    private final Path secrets;
    private final Map<String, Ports> nodes;
    private final String secret;

    private TestCluster(Path secrets, Map<String, Ports> nodes, String secret) {
        this.secrets = secrets;
        this.nodes = nodes;
        this.secret = secret;
    }

    /** A cluster of these nodes, with an authority of its own. */
    public static TestCluster of(Path folder, String... names) {
        try {
            var free = freePorts(2 * names.length);
            var nodes = new LinkedHashMap<String, Ports>();
            for (int i = 0; i < names.length; i++) {
                nodes.put(names[i], new Ports(free.get(2 * i), free.get(2 * i + 1)));
            }
            return new TestCluster(certified(folder, List.of(names)), nodes, "a secret of this one test cluster only");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same places and the same secret, with bus keys that another authority signed. */
    public TestCluster withForeignKeys(Path folder) {
        try {
            return new TestCluster(certified(folder, List.copyOf(nodes.keySet())), nodes, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One node's section {@code cluster}. */
    public ClusterConfig config(String node) {
        var ports = nodes.get(node);
        var members = nodes.values().stream()
                .map(other -> HOST + ":" + other.cluster())
                .collect(Collectors.joining(","));
        return new ClusterConfig(
                HOST,
                ports.cluster(),
                0,
                members,
                new Secret(secret),
                new ClusterConfig.BusConfig(
                        ports.bus(),
                        secrets.resolve(node + ".pem"),
                        secrets.resolve(node + ".key"),
                        secrets.resolve("ca.pem")));
    }

    private static Path certified(Path folder, List<String> names) throws IOException {
        var data = DataFolder.open(folder);
        new BusCertificates(data, InstantSource.system()).ensure(names);
        return data.secrets().resolve("bus");
    }

    private static List<Integer> freePorts(int number) throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < number; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }
}
