package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cn.mejene.services.ServicePorts;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The system as {@code ./mejene up} starts it, on a data folder of its own that outlives restarts and goes with
 * {@link #close}. For one test thread; what it hands out is thread-safe.
 */
final class RunningSystem implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);
    private static final int SHOWN_LINES = 25;

    /** Between the ports of a node and those of the next. */
    private static final int NODE_PORTS = 10;

    /** Public, management, cluster, bus. */
    private static final int PORTS_OF_A_NODE = 4;

    private final Path folder;
    private final int nodes;
    private final int port;
    private final Map<String, String> environment;
    private Process process;

    private RunningSystem(Path folder, int nodes, Map<String, String> environment) throws IOException {
        this.folder = folder;
        this.nodes = nodes;
        this.port = freePorts(nodes);
        this.environment = environment;
        this.process = launch();
    }

    static RunningSystem start() throws IOException {
        return start(Map.of());
    }

    /** @param environment what the processes find in their environment beside the test's own */
    static RunningSystem start(Map<String, String> environment) throws IOException {
        return start(1, environment);
    }

    /** Several nodes that are one system. */
    static RunningSystem cluster(int nodes) throws IOException {
        return start(nodes, Map.of());
    }

    private static RunningSystem start(int nodes, Map<String, String> environment) throws IOException {
        var folder = Files.createTempDirectory("mejene-it-").toRealPath();
        Files.createDirectory(folder.resolve("data"));
        var system = new RunningSystem(folder, nodes, environment);
        try {
            system.awaitReady();
        } catch (AssertionError | RuntimeException failure) {
            system.close();
            throw failure;
        }
        return system;
    }

    /** The project's root. */
    static Path root() {
        return Path.of(System.getProperty("mejene.root", "..")).toAbsolutePath().normalize();
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log(String name) {
        return data().resolve("log").resolve(name);
    }

    int port() {
        return port;
    }

    int port(int node) {
        return port + NODE_PORTS * (node - 1);
    }

    int managementPort() {
        return managementPort(1);
    }

    int managementPort(int node) {
        return port(node) + 1;
    }

    /** Nobody's view of one node. */
    Api api(int node) {
        return Api.at(port(node));
    }

    /** Nobody's view of the node. */
    Api api() {
        return Api.at(port);
    }

    /** What the providers of development show of themselves. */
    Api sandbox() {
        try {
            return Api.at(
                    ServicePorts.read(new DataFolder(data())).orElseThrow().sandbox());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Member newMember() {
        return Member.register(api(), Member.randomPhone());
    }

    /** Staff of the first demo clinic. */
    ClinicStaff clinic() {
        return ClinicStaff.signIn(api(), 0);
    }

    ClinicStaff otherClinic() {
        return ClinicStaff.signIn(api(), 1);
    }

    long pid(String name) throws IOException {
        return Long.parseLong(
                Files.readString(data().resolve("run").resolve(name + ".pid")).strip());
    }

    /** SIGKILL to every process of the system at once; returns when all are gone. */
    void kill() throws IOException {
        var all = processes();
        var command = new ArrayList<>(List.of("kill", "-KILL"));
        all.forEach(one -> command.add(Long.toString(one.pid())));
        if (!all.isEmpty()) {
            // One that has ended meanwhile makes it fail; that all are gone is what counts.
            waitFor(new ProcessBuilder(command).redirectErrorStream(true).start(), Duration.ofSeconds(10));
        }
        await().atMost(STOP_LIMIT).until(() -> processes().isEmpty());
        waitFor(process, STOP_LIMIT);
    }

    /** Asks the system to stop, as Ctrl-C or a service manager does. */
    int stop(String signal) throws IOException {
        new RunningProcess(process.pid()).signal(signal);
        waitFor(process, STOP_LIMIT);
        return process.exitValue();
    }

    /** Starts again on the same folder and port. */
    void restart() throws IOException {
        assertThat(process.isAlive()).isFalse();
        process = launch();
        awaitReady();
    }

    /** Every process that works on the data folder, PostgreSQL's backends included. */
    List<RunningProcess> processes() throws IOException {
        var mark = "-Dmejene.data=" + data();
        return RunningProcess.all().stream()
                .filter(one -> one.pid() == process.pid()
                        || one.arguments().contains(mark)
                        || one.workingFolder().filter(f -> f.startsWith(data())).isPresent())
                .filter(RunningProcess::isAlive)
                .toList();
    }

    /** Files of stored blobs, and of uploads under way. */
    List<Path> blobFiles() throws IOException {
        try (var files = Files.walk(data().resolve("vault"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Copies the logs to where builds keep their reports and tells how they end. */
    String keepLogs(String name) throws IOException {
        var kept = root().resolve("launcher/target/system-logs").resolve(name);
        Files.createDirectories(kept);
        var told = new StringBuilder("logs are kept in ").append(kept);
        for (var file : logs()) {
            Files.write(kept.resolve(file.getFileName()), Files.readAllBytes(file));
            var lines = Files.readString(file).lines().toList();
            told.append("\n--- ").append(file.getFileName()).append('\n');
            told.append(String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())));
        }
        return told.toString();
    }

    List<Path> logs() throws IOException {
        try (Stream<Path> own = Files.list(folder);
                Stream<Path> files = Files.list(data().resolve("log"))) {
            return Stream.concat(own, files).filter(Files::isRegularFile).toList();
        }
    }

    /** Ends every process, gently if it can be, and removes the folder. */
    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.destroy();
            waitFor(process, STOP_LIMIT);
        }
        kill();
        try (var files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(RunningSystem::delete);
        }
    }

    private Process launch() throws IOException {
        var output = folder.resolve("up.out");
        Files.deleteIfExists(output);
        // A build that runs in the background hands down an ignored SIGINT; a shell with a user before it does not.
        var builder = new ProcessBuilder(
                "env",
                "--default-signal=INT",
                root().resolve("mejene").toString(),
                "up",
                "--port",
                "" + port,
                "--nodes",
                "" + nodes,
                "--data",
                data().toString());
        builder.environment().putAll(environment);
        // The build that runs this test has built what is to be tested.
        builder.environment().put("MEJENE_BUILT", "1");
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private void awaitReady() throws IOException {
        var output = folder.resolve("up.out");
        await().atMost(START_LIMIT)
                .until(() -> !process.isAlive() || Files.readString(output).contains("Mejene ready"));
        assertThat(Files.readString(output)).contains("Mejene ready: http://127.0.0.1:" + port);
    }

    private static void waitFor(Process process, Duration limit) {
        try {
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended in time")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of as many as the nodes need; random, so that systems of one run don't meet. */
    private static int freePorts(int nodes) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            var wanted = IntStream.range(0, nodes)
                    .flatMap(node -> IntStream.range(0, PORTS_OF_A_NODE).map(i -> first + NODE_PORTS * node + i));
            if (wanted.allMatch(RunningSystem::isFree)) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
