package cn.mejene.bench.peer;

import cn.mejene.services.host.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A peer's process, from its start until it is closed. Thread-safe. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    /** Starts it in its room and returns when something listens on the port. */
    static Program start(Path room, List<String> command, int port) throws IOException {
        return start(room, command, Map.of(), port);
    }

    /** The same, in an environment that has these variables besides. */
    static Program start(Path room, List<String> command, Map<String, String> environment, int port)
            throws IOException {
        var output = room.resolve("output");
        var builder = new ProcessBuilder(command)
                .directory(room.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var program = new Program(builder.start());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (Ports.isFree(port)) {
            if (!program.process.isAlive() || System.nanoTime() > end) {
                program.close();
                throw new IOException(command.getFirst() + " does not start, see " + output);
            }
            pause();
        }
        return program;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
