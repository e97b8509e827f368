package cn.mejene.chaos.system;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file that takes up the room which the nodes of an installation may use, and a little of what they keep free. */
public final class Ballast implements AutoCloseable {
    private static final long BEYOND = 256L << 20;
    private static final int LIMIT_SECONDS = 60;

    private final Path file;
    private final long keptFree;

    private Ballast(Path file, long keptFree) {
        this.file = file;
        this.keptFree = keptFree;
    }

    public static Ballast in(Installation installation) {
        return new Ballast(installation.data().resolveSibling("ballast"), installation.keptFree());
    }

    /**
     * Fills up; does nothing when it is full already.
     *
     * @throws IOException when the file system cannot reserve room
     */
    public void fill() throws IOException {
        long room = usable(file.toFile().getParentFile()) - keptFree;
        if (room <= 0) {
            return;
        }
        long size = (Files.exists(file) ? Files.size(file) : 0) + room + BEYOND;
        // Reserves without writing, which Java cannot.
        var program = new ProcessBuilder("fallocate", "-l", Long.toString(size), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || program.exitValue() != 0) {
                throw new IOException("the disk cannot be filled up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Bytes that the nodes would find on the folder's file system. */
    static long usable(File folder) {
        return folder.getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
