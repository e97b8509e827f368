package cn.mejene.services.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a killed run left behind: child JVMs, a postmaster that outlived them, its backends, pid files. Processes are
 * recognised by what they are (the data folder on their command line, their program and current folder), never by a
 * number in a pid file, which may by now belong to anyone. Only the holder of the {@link FolderLock} and
 * its services process may call it.
 */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataFolder folder;

    public Leftovers(DataFolder folder) {
        this.folder = folder;
    }

    /**
     * Ends every leftover process, PostgreSQL last, and removes the files that named them.
     *
     * @return how many processes were ended
     * @throws IOException when processes can't be listed or files not removed
     */
    public int clear() throws IOException {
        var ended = end("TERM", this::isJvmOfFolder) + clearPostgres();
        removeRunFiles();
        return ended;
    }

    /**
     * Ends what is left of PostgreSQL alone, and removes the file that would hinder the next one.
     *
     * @return how many processes were ended
     * @throws IOException when processes can't be listed or the file not removed
     */
    public int clearPostgres() throws IOException {
        var ended = end("INT", this::isPostmaster) + end("QUIT", this::isPostgres);
        Files.deleteIfExists(clusterFolder().resolve("postmaster.pid"));
        return ended;
    }

    private int end(String signal, Predicate<RunningProcess> which) throws IOException {
        var found = RunningProcess.all().stream().filter(which).toList();
        for (var process : found) {
            process.signal(signal);
        }
        for (var process : found) {
            // Asked again: in the meantime the number may have passed to another process.
            if (!process.awaitExit(PATIENCE) && which.test(process)) {
                process.signal("KILL");
                process.awaitExit(PATIENCE);
            }
        }
        return found.size();
    }

    private boolean isJvmOfFolder(RunningProcess process) {
        return process.pid() != ProcessHandle.current().pid()
                && process.arguments().contains(folder.mark());
    }

    /** The postmaster carries the folder on its command line; its backends replace theirs by a title. */
    private boolean isPostmaster(RunningProcess process) {
        return isPostgres(process)
                && process.arguments().contains(clusterFolder().toString());
    }

    private boolean isPostgres(RunningProcess process) {
        return process.program().filter(program -> program.endsWith("postgres")).isPresent()
                && process.workingFolder().equals(Optional.of(clusterFolder()))
                && process.isAlive();
    }

    private Path clusterFolder() {
        return folder.postgres().resolve("data");
    }

    private void removeRunFiles() throws IOException {
        List<Path> files;
        try (var entries = Files.list(folder.run())) {
            files = entries.filter(file -> !file.endsWith("lock")).toList();
        }
        for (var file : files) {
            // A stop by signal may be doing the same.
            Files.deleteIfExists(file);
        }
    }
}
