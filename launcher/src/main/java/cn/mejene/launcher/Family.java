package cn.mejene.launcher;

import cn.mejene.services.host.ChildProcess;
import cn.mejene.services.host.DataFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The child processes of one run. Nodes stop before services; once stopping, none starts. Safe for use by the main
 * thread and the shutdown hook.
 */
final class Family {
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final DataFolder folder;
    private final List<ChildProcess> services = new ArrayList<>();
    private final List<ChildProcess> nodes = new ArrayList<>();
    private boolean stopped;

    Family(DataFolder folder) {
        this.folder = folder;
    }

    ChildProcess startService(String name, JavaProgram program, Map<String, String> environment)
            throws IOException, StartFailure {
        return start(services, name, program, environment);
    }

    ChildProcess startNode(NodeStart node) throws IOException, StartFailure {
        return start(nodes, node.name(), node.program(), node.environment());
    }

    /** Starts the next process of a node whose last one {@linkplain #isLost is lost}. */
    synchronized ChildProcess replaceNode(ChildProcess lost, NodeStart node) throws IOException, StartFailure {
        nodes.remove(lost);
        return startNode(node);
    }

    /** Whether a child has ended although nobody asked it to. */
    synchronized boolean isLost(ChildProcess child) {
        return !stopped && !child.isAlive();
    }

    /** A service that has ended although nobody asked it to. */
    synchronized Optional<ChildProcess> lostService() {
        return services.stream().filter(this::isLost).findFirst();
    }

    /** Stops all children in order; does nothing the second time. */
    synchronized void stop() throws IOException {
        stopped = true;
        stop(nodes);
        stop(services);
    }

    private synchronized ChildProcess start(
            List<ChildProcess> kind, String name, JavaProgram program, Map<String, String> environment)
            throws IOException, StartFailure {
        if (stopped) {
            throw new StartFailure("stopped while starting");
        }
        var child = ChildProcess.start(name, program.command(folder), environment, folder);
        kind.add(child);
        return child;
    }

    private static void stop(List<ChildProcess> children) throws IOException {
        for (var child : children) {
            child.ask("TERM");
        }
        var end = System.nanoTime() + DRAIN.toNanos();
        for (var child : children) {
            child.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        children.clear();
    }
}
