package cn.mejene.vault.keys;

import cn.mejene.kernel.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of what was destroyed, outside the databases, so that no restore of theirs brings it back: a line {@code
 * class|data <id>} is durable before the destruction commits, and is destroyed again at every start. Several nodes of
 * one machine may share it. Thread-safe; blocks.
 */
final class Tombstones {
    private static final Pattern LINE = Pattern.compile("(class|data) [a-z]+_[0-9a-z]{26}");

    private final Path file;

    enum Level {
        CLASS,
        DATA;

        String word() {
            return this == CLASS ? "class" : "data";
        }
    }

    /** One line. */
    record Entry(Level level, String id) {}

    private Tombstones(Path file) {
        this.file = file;
    }

    static Tombstones open(Path file) {
        try {
            var folder = file.toAbsolutePath().getParent();
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (var channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.force(true);
            }
            try (var channel = FileChannel.open(folder)) {
                channel.force(true);
            }
            return new Tombstones(file);
        } catch (IOException e) {
            throw new ConfigException("modules.keys.tombstones: the file " + file + " cannot be used");
        }
    }

    /** Durable on return. A line is one write at the file's end, so lines of several processes do not mix. */
    void append(Level level, String id) {
        // A write that was broken off leaves a line without end; the next one must not become part of it.
        var line = ByteBuffer.wrap(("\n" + level.word() + " " + id + "\n").getBytes(StandardCharsets.US_ASCII));
        try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("a tombstone cannot be written", e);
        }
    }

    /** All of them, at most so many at once. */
    List<List<Entry>> pages(int size) {
        var pages = new ArrayList<List<Entry>>();
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> LINE.matcher(line).matches()).forEach(line -> {
                if (pages.isEmpty() || pages.getLast().size() == size) {
                    pages.add(new ArrayList<>());
                }
                pages.getLast().add(entry(line));
            });
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException("the tombstones cannot be read", e);
        }
    }

    private static Entry entry(String line) {
        var words = line.split(" ", 2);
        return new Entry(words[0].equals("class") ? Level.CLASS : Level.DATA, words[1]);
    }
}
