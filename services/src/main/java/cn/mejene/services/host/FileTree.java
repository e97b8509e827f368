package cn.mejene.services.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/** Folders that are made aside and then put where they belong, whole or not at all, whatever ends the machine. */
public final class FileTree {
    private FileTree() {}

    /** Deletes it with everything in it; one that is not there is deleted already. */
    public static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Puts it there once every file of it is on the disk: what looks complete after a loss of power and is empty would
     * never start again.
     *
     * @param target where nothing may be yet
     */
    public static void publish(Path aside, Path target) throws IOException {
        try (var files = Files.walk(aside)) {
            for (var file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
