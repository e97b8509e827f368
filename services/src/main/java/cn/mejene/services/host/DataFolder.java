package cn.mejene.services.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where one installation keeps its state. Immutable; the root is an absolute real path, so that it identifies the
 * installation on command lines. It does not guard against two users of one folder, {@link FolderLock} does.
 *
 * @param root the folder given as {@code --data}
 */
public record DataFolder(Path root) {
    /** The JVM property that names the data folder on the command line of each process that works on it. */
    public static final String PROPERTY = "mejene.data";

    /**
     * Makes the folder and its private parts where they are missing.
     *
     * @throws IOException when the folder can't be made or read
     */
    public static DataFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        var folder = new DataFolder(path.toRealPath());
        Files.createDirectories(folder.run());
        makePrivate(folder.log());
        makePrivate(folder.secrets());
        return folder;
    }

    /** Process ids and what the processes tell each other. */
    public Path run() {
        return root.resolve("run");
    }

    /** What the processes print. */
    public Path log() {
        return root.resolve("log");
    }

    /** One secret a file, readable by the owner alone. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** PostgreSQL's programs and cluster. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** Kafka's logs. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    /** The JVM argument by which processes of this folder are recognised. */
    public String mark() {
        return "-D" + PROPERTY + "=" + root;
    }

    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
