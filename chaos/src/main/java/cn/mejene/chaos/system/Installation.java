package cn.mejene.chaos.system;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.Leftovers;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A system of its own: {@code ./mejene up} as a child process on a fresh data folder. Thread-safe; whoever made it
 * closes it, which ends every process and leaves the folder.
 */
public final class Installation implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(6);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int PROBE_MILLIS = 2_000;
    private static final int READ_MILLIS = 10_000;
    private static final String CLUSTER_NODES = "mejene_cluster_nodes ";

    /** What the nodes may use of the disk, so that it can be filled up without the machine running short. */
    private static final long MOST_ROOM = 24L << 30;

    private final Plan plan;
    private final ClusterLinks links;
    private final long keptFree;
    private volatile @Nullable Process process;

    /**
     * What to start.
     *
     * @param root the project's folder
     * @param folder keeps data and output; exists
     * @param nodes how many
     * @param environment what else the configuration reads
     */
    public record Plan(Path root, Path folder, int nodes, Map<String, String> environment) {
        public Plan {
            environment = Map.copyOf(environment);
        }

        public Plan(Path root, Path folder, int nodes) {
            this(root, folder, nodes, Map.of());
        }

        Path data() {
            return folder.resolve("data");
        }

        Path output() {
            return folder.resolve("up.out");
        }
    }

    /** @throws IOException when there are no ports for it */
    public Installation(Plan plan) throws IOException {
        this.plan = plan;
        long usable = Ballast.usable(plan.folder().toFile());
        this.keptFree = usable - Math.min(MOST_ROOM, usable / 2);
        this.links =
                ClusterLinks.open(new NodePorts(NodePorts.freeBlock(plan.nodes()), plan.nodes()), this::ownerOfSocket);
    }

    /** Another one of the same build, not started yet, whose folder exists. */
    public Installation beside(Path folder, int nodes) throws IOException {
        return new Installation(new Plan(plan.root(), folder, nodes, plan.environment()));
    }

    /**
     * Starts everything and returns when it serves; once.
     *
     * @throws IOException when it does not; its output stays in the folder
     */
    public void start() throws IOException {
        Files.createDirectories(plan.data());
        launch();
    }

    private void launch() throws IOException {
        var command = new ArrayList<>(List.of(plan.root().resolve("mejene").toString(), "up"));
        command.addAll(List.of("--port", "" + ports().base(), "--data", data().toString()));
        command.addAll(List.of("--nodes", "" + nodes(), "--cluster-relay-offset", "" + NodePorts.RELAY_OFFSET));
        var builder = new ProcessBuilder(command);
        // The load of a whole town comes from one address, and one member does a year's work in a minute.
        builder.environment().put("MEJENE_ANONYMOUS_LIMIT", "1000000");
        builder.environment().put("MEJENE_MEMBER_LIMIT", "1000000");
        builder.environment().put("MEJENE_STAFF_LIMIT", "1000000");
        // Announcements do not wait for the morning.
        builder.environment().put("MEJENE_QUIET_FROM", "00:00");
        builder.environment().put("MEJENE_QUIET_TO", "00:00");
        builder.environment().putAll(plan.environment());
        builder.environment().put("MEJENE_KEEP_FREE", Long.toString(keptFree));
        var started = builder.redirectErrorStream(true)
                .redirectOutput(plan.output().toFile())
                .start();
        process = started;
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.readString(plan.output()).contains("Mejene ready")) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IOException("the system did not start; see " + plan.output());
            }
            pause();
        }
    }

    public int nodes() {
        return plan.nodes();
    }

    /** 1 to {@link #nodes()}. */
    public List<Integer> allNodes() {
        return IntStream.rangeClosed(1, nodes()).boxed().toList();
    }

    public Path data() {
        return plan.data();
    }

    /** Bytes of the disk that the nodes may use now. */
    public long room() {
        return Math.max(0, Ballast.usable(plan.folder().toFile()) - keptFree);
    }

    /** Bytes that the nodes leave free on the disk. */
    long keptFree() {
        return keptFree;
    }

    public NodePorts ports() {
        return links.ports();
    }

    public ClusterLinks links() {
        return links;
    }

    public DatabaseProcesses database() {
        return new DatabaseProcesses(data());
    }

    /** Where the services of this installation listen. */
    public ServicePorts servicePorts() throws IOException {
        return ServicePorts.read(folder()).orElseThrow(() -> new IOException("the services are not there"));
    }

    private DataFolder folder() throws IOException {
        return new DataFolder(data().toRealPath());
    }

    /** The living process of a node, none while it is between two lives. */
    public Optional<RunningProcess> node(int number) throws IOException {
        return process("node-" + number);
    }

    /** The process that runs Kafka, the sandbox and, as its child, PostgreSQL. */
    public RunningProcess services() throws IOException {
        return process("services").orElseThrow(() -> new IOException("the services are not there"));
    }

    private Optional<RunningProcess> process(String name) throws IOException {
        var file = data().resolve("run").resolve(name + ".pid");
        try {
            var found = new RunningProcess(Long.parseLong(Files.readString(file).strip()));
            // The file may be of a life that is over, and its number anybody's.
            var ours = found.arguments().contains(folder().mark()) && found.isAlive();
            return ours ? Optional.of(found) : Optional.empty();
        } catch (java.nio.file.NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Which node holds the socket with this inode. */
    private Optional<Integer> ownerOfSocket(long inode) throws IOException {
        for (int number : allNodes()) {
            var node = node(number);
            if (node.isPresent() && LoopbackSockets.holds(node.get(), inode)) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    /** Whether the node says that it is ready. */
    public boolean isReady(int number) {
        return management(number, "/health/ready").isPresent();
    }

    /** How many nodes this one sees, itself included; 0 when it does not say. */
    public int clusterSize(int number) {
        return management(number, "/metrics").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(CLUSTER_NODES))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(CLUSTER_NODES.length())))
                .findFirst()
                .orElse(0);
    }

    private Optional<String> management(int number, String path) {
        try {
            var address = URI.create("http://127.0.0.1:" + ports().management(number) + path);
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(PROBE_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            try (var body = connection.getInputStream()) {
                return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                connection.disconnect();
            }
        } catch (IOException noAnswerOrNoGoodOne) {
            return Optional.empty();
        }
    }

    /**
     * Waits until the node is ready in another process than this one.
     *
     * @throws IOException when it is not in time
     */
    public void awaitNewLife(int number, RunningProcess old, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (node(number).filter(now -> now.pid() != old.pid()).isEmpty() || !isReady(number)) {
            requireTime(end, "node " + number + " did not come back");
        }
    }

    /** @throws IOException when not all nodes are ready in time */
    public void awaitAllReady(Duration limit) throws IOException {
        awaitAll(this::isReady, limit, "not all nodes are ready");
    }

    /** @throws IOException when not all nodes see all others in time */
    public void awaitWhole(Duration limit) throws IOException {
        awaitAll(node -> clusterSize(node) == nodes(), limit, "not all nodes see each other");
    }

    /** @throws IOException when the node still sees others at the end of the time */
    public void awaitAlone(int number, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (clusterSize(number) != 1) {
            requireTime(end, "node " + number + " sees " + clusterSize(number) + " nodes, not itself alone,");
        }
    }

    private void awaitAll(IntPredicate condition, Duration limit, String complaint) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!allNodes().stream().allMatch(condition::test)) {
            requireTime(end, complaint);
        }
    }

    private static void requireTime(long end, String complaint) throws IOException {
        if (System.nanoTime() > end) {
            throw new IOException(complaint + " in time");
        }
        pause();
    }

    @Override
    public synchronized void close() throws IOException {
        links.close();
        var started = process;
        if (started == null) {
            return;
        }
        started.destroy();
        try {
            if (!started.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                started.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            started.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // A run that was broken off may have left some stopped or alone.
        new Leftovers(folder()).clear();
        process = null;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
