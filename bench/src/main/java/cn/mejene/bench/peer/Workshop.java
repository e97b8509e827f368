package cn.mejene.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where peers come from and where they work. Immutable.
 *
 * @param folder of this run: files, configurations, output
 * @param yardsticks where the sources of the C yardsticks are
 * @param cache keeps what was built or installed from one run to the next
 */
public record Workshop(Path folder, Path yardsticks, Path cache) {
    private static final int INSTALL_MINUTES = 5;

    /**
     * Finds a program as a shell would.
     *
     * @throws MissingPeer when there is none; {@code how} says how to install it
     */
    public Path program(String name, String how) throws MissingPeer {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(part -> !part.isEmpty())
                // Where servers lie, and a shell of an ordinary account does not look.
                .map(Path::of)
                .flatMap(part -> List.of(part, part.resolveSibling("sbin")).stream())
                .map(part -> part.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new MissingPeer(name, how));
    }

    /** A fresh folder of one peer. */
    public Path room(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** Runs a program of the workshop's own to its end. */
    void run(Path where, List<String> command) throws IOException {
        var output = where.resolve(Path.of(command.getFirst()).getFileName() + ".out");
        var process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " failed, see " + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
