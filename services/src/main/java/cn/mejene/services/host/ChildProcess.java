package cn.mejene.services.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that this one started and answers for: its pid stands in {@code run/NAME.pid}, what it prints in
 * {@code log/NAME.log}. It gets a session of its own, so that a terminal's Ctrl-C reaches the supervisor alone and the
 * supervisor can stop its children in order. It is not restarted when it ends.
 */
public final class ChildProcess {
    private final String name;
    private final Process process;
    private final PidFile pidFile;
    private final Path log;

    private ChildProcess(String name, Process process, PidFile pidFile, Path log) {
        this.name = name;
        this.process = process;
        this.pidFile = pidFile;
        this.log = log;
    }

    /**
     * Starts a program; the log of its last run is kept beside the new one.
     *
     * @param environment added to the environment of this process
     * @throws IOException when it can't be started or its files can't be written
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, DataFolder folder) throws IOException {
        var log = folder.log().resolve(name + ".log");
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        var builder = new ProcessBuilder("setsid");
        builder.command().addAll(command);
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        var process = builder.start();
        var pidFile = new PidFile(folder, name);
        pidFile.write(process.pid());
        return new ChildProcess(name, process, pidFile, log);
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with this child when it has ended. */
    public CompletableFuture<ChildProcess> ended() {
        return process.onExit().thenApply(gone -> this);
    }

    /** How it ended: the exit code, 128 + n after signal n. Only valid once it has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /**
     * The last lines it printed.
     *
     * @throws IOException when the log can't be read
     */
    public List<String> lastLines(int count) throws IOException {
        var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** Asks it to end with the named signal, without waiting. */
    public void ask(String signal) throws IOException {
        if (process.isAlive()) {
            new RunningProcess(process.pid()).signal(signal);
        }
    }

    /** Waits for its end, kills it when the time is over, and removes its pid file. */
    public void await(Duration limit) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        pidFile.remove();
    }
}
