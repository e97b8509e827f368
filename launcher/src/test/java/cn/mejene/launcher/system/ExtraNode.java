package cn.mejene.launcher.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A further node beside those of a running system, with a configuration of its own; ends with {@link #close}. */
final class ExtraNode implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final Process process;
    private final Path log;

    private ExtraNode(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it as node 1 was started, and waits until it is ready.
     *
     * @param id of the node, whose bus keys are those of node 1
     * @param port public port; the next ones are its management, cluster and bus ports
     * @param change makes its configuration from that of the others
     */
    static ExtraNode start(RunningSystem system, String id, int port, UnaryOperator<String> change) throws IOException {
        var folder = Files.createDirectories(system.data().resolve("run-" + id));
        var config = Files.writeString(
                folder.resolve("node.yaml"),
                change.apply(Files.readString(RunningSystem.root().resolve("config/dev.yaml"))
                        .replace("bus/${MEJENE_NODE_ID}", "bus/node-1")
                        .replace(
                                "${MEJENE_CONFIG_DIR}",
                                RunningSystem.root().resolve("config").toString())));
        var first = Path.of("/proc", Long.toString(system.pid("node-1")));
        var command = new ArrayList<>(List.of(Files.readString(first.resolve("cmdline"), StandardCharsets.UTF_8)
                .split("\0")));
        command.set(command.size() - 1, config.toString());
        var log = system.log(id + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        for (var entry : Files.readString(first.resolve("environ"), StandardCharsets.UTF_8)
                .split("\0")) {
            int at = entry.indexOf('=');
            builder.environment().put(entry.substring(0, at), entry.substring(at + 1));
        }
        builder.environment()
                .putAll(Map.of(
                        "MEJENE_NODE_ID", id,
                        "MEJENE_PARENT_PID", "" + ProcessHandle.current().pid(),
                        "MEJENE_HTTP_PORT", "" + port,
                        "MEJENE_CLUSTER_PORT", "" + (port + 2),
                        "MEJENE_CLUSTER_PUBLIC_PORT", "" + (port + 2),
                        "MEJENE_BUS_PORT", "" + (port + 3)));
        var node = new ExtraNode(builder.start(), log);
        node.awaitReady(port + 1);
        return node;
    }

    private void awaitReady(int managementPort) throws IOException {
        await().atMost(START_LIMIT).ignoreExceptions().until(() -> !process.isAlive() || isReady(managementPort));
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }

    private static boolean isReady(int managementPort) {
        return Api.at(managementPort).get("/health/ready").status() == 200;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
