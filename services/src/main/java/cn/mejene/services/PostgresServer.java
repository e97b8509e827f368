package cn.mejene.services;

import cn.mejene.services.host.ChildProcess;
import cn.mejene.services.host.DataFolder;
import cn.mejene.services.host.FileTree;
import cn.mejene.services.host.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server on a data folder: durable, password-only, on the loopback address alone, with a log that can't
 * hold what its clients store. Not safe for two servers on one folder; the supervisor's lock sees to that.
 */
final class PostgresServer implements AutoCloseable {
    private static final String NAME = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int STATUS_LINE = 7;

    private final ChildProcess process;
    private final Path cluster;
    private final int port;

    private PostgresServer(ChildProcess process, Path cluster, int port) {
        this.process = process;
        this.cluster = cluster;
        this.port = port;
    }

    /**
     * Makes the cluster when there is none, recovers it when it was not shut down, and waits until it accepts
     * connections.
     *
     * @throws IOException when it does not start; its last lines are in the message
     */
    static PostgresServer start(DataFolder folder, Secrets secrets, int port) throws IOException {
        var server = launch(folder, secrets, port);
        server.awaitReady();
        return server;
    }

    /**
     * Starts the process and does not wait for it.
     *
     * @throws IOException when the cluster can't be made or the process not be started
     */
    static PostgresServer launch(DataFolder folder, Secrets secrets, int port) throws IOException {
        var home = folder.postgres();
        Files.createDirectories(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        var programs = PostgresPrograms.in(home);
        var account = PostgresAccount.choose(home);
        account.own(home);
        var cluster = home.resolve("data");
        if (!Files.exists(cluster)) {
            initialise(cluster, programs, account, secrets.password(NAME));
        }
        var process = ChildProcess.start(
                NAME, account.command(command(programs, cluster, port)), Map.of("TZ", "UTC"), folder);
        return new PostgresServer(process, cluster, port);
    }

    /**
     * Waits until it accepts connections.
     *
     * @throws IOException when it ends instead or takes too long, and is then closed
     */
    void awaitReady() throws IOException {
        var end = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("PostgreSQL did not start: " + String.join(" | ", process.lastLines(5)));
            }
            pause();
        }
    }

    int port() {
        return port;
    }

    ChildProcess process() {
        return process;
    }

    @Override
    public void close() throws IOException {
        // SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written.
        process.ask("INT");
        process.await(STOP_LIMIT);
    }

    private static List<String> command(PostgresPrograms programs, Path cluster, int port) {
        var command = new ArrayList<>(List.of(programs.path(NAME), "-D", cluster.toString()));
        settings(port).forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private static Map<String, String> settings(int port) {
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", Integer.toString(port)),
                Map.entry("unix_socket_directories", ""),
                Map.entry("fsync", "on"),
                Map.entry("full_page_writes", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("password_encryption", "scram-sha-256"),
                Map.entry("max_connections", "500"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                // An ERROR quotes the value that was refused; the application reports its own errors.
                Map.entry("log_min_messages", "log"),
                Map.entry("log_min_error_statement", "panic"),
                Map.entry("log_error_verbosity", "terse"),
                Map.entry("log_parameter_max_length", "0"),
                Map.entry("log_parameter_max_length_on_error", "0"));
    }

    private static void initialise(Path cluster, PostgresPrograms programs, PostgresAccount account, String password)
            throws IOException {
        var aside = cluster.resolveSibling("data.new");
        FileTree.delete(aside);
        var passwordFile = cluster.resolveSibling("initdb.password");
        Files.writeString(passwordFile, password);
        Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(passwordFile, "unix:uid", account.owner());
        try {
            run(account.command(List.of(
                    programs.path("initdb"),
                    "--pgdata=" + aside,
                    "--username=postgres",
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions")));
        } finally {
            Files.delete(passwordFile);
        }
        Files.move(aside, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("initdb failed: " + output.strip());
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("initdb was interrupted", interrupted);
        }
    }

    private boolean isReady() throws IOException {
        var file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        var lines = Files.readAllLines(file);
        return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
