package cn.mejene.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Under which account PostgreSQL's programs run, because they refuse to run as root. An ordinary user runs them as
 * himself; root gives them away in the first of two ways that works on this machine (see ADR 0004). Immutable.
 *
 * @param prefix what to put before a command
 * @param owner the numeric user who then owns PostgreSQL's files
 */
record PostgresAccount(List<String> prefix, int owner) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    /**
     * Chooses the account that can reach a folder, which exists.
     *
     * @throws IOException when root has no way to run a program as someone else here
     */
    static PostgresAccount choose(Path folder) throws IOException {
        var me = owner(Path.of("/proc/self"));
        if (me != ROOT) {
            return new PostgresAccount(List.of(), me);
        }
        for (var way : waysForRoot()) {
            if (way.reaches(folder)) {
                return way;
            }
        }
        throw new IOException("PostgreSQL does not run as root, unshare is forbidden here and user 65534 can't enter "
                + folder + ": open the folders above it with chmod o+x, or start as an ordinary user");
    }

    /** The command as this account runs it. */
    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /**
     * Gives the account all files of the folder, after a start under another one.
     *
     * @throws IOException when ownership can't be changed
     */
    void own(Path folder) throws IOException {
        if (owner(folder) == owner) {
            return;
        }
        List<Path> files;
        try (var tree = Files.walk(folder)) {
            // The folder itself last: it tells whether the work was finished.
            files = new ArrayList<>(tree.toList()).reversed();
        }
        for (var file : files) {
            Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static List<PostgresAccount> waysForRoot() {
        return List.of(
                new PostgresAccount(words("setpriv --reuid=65534 --regid=65534 --clear-groups"), NOBODY),
                new PostgresAccount(words("unshare --user --map-user=65534 --map-group=65534"), ROOT));
    }

    private boolean reaches(Path folder) throws IOException {
        var probe = new ProcessBuilder(command(List.of("ls", "-d", folder.toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            var process = probe.start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    private static List<String> words(String command) {
        return List.of(command.split(" "));
    }
}
