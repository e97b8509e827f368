package cn.mejene.services.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/**
 * The file {@code run/NAME.pid}: a process id and a line feed, for people and tools outside. The launcher itself never
 * acts on what it reads there.
 *
 * @param folder the installation
 * @param name of the process
 */
public record PidFile(DataFolder folder, String name) {
    /** Writes it whole or not at all. */
    public void write(long pid) throws IOException {
        AtomicFile.write(folder.run().resolve(name + ".pid"), (pid + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Removes it when it is there. */
    public void remove() throws IOException {
        Files.deleteIfExists(folder.run().resolve(name + ".pid"));
    }
}
