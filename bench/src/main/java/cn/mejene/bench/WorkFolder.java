package cn.mejene.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** A temporary folder that is removed after a good run and stays after another, with what everybody said in it. */
final class WorkFolder implements AutoCloseable {
    private final Path path;
    private boolean needed = true;

    private WorkFolder(Path path) {
        this.path = path;
    }

    /** One that PostgreSQL's account can enter when the tool runs as root. */
    static WorkFolder make() throws IOException {
        var folder = Files.createTempDirectory("mejene-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return new WorkFolder(folder.toRealPath());
    }

    Path path() {
        return path;
    }

    void noLongerNeeded() {
        needed = false;
    }

    @Override
    public void close() throws IOException {
        if (needed) {
            return;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
