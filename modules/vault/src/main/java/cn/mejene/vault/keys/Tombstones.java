package cn.mejene.vault.keys;

import cn.mejene.kernel.config.ConfigException;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import java.util.stream.Collectors;

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
    record Entry(Level level, String id) {
        static Entry of(String line) {
            var words = line.split(" ", 2);
            return new Entry(words[0].equals("class") ? Level.CLASS : Level.DATA, words[1]);
        }

        /** A write that was broken off leaves a line without end; the next one must not become part of it. */
        String line() {
            return "\n" + level.word() + " " + id + "\n";
        }
    }

    /**
     * The end of the file.
     *
     * @param end where the next one begins
     */
    record Tail(List<Entry> entries, long end) {}

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

    /** Durable on return. Lines are one write at the file's end, so those of several processes do not mix. */
    void append(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var text = entries.stream().map(Entry::line).collect(Collectors.joining());
        var lines = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            while (lines.hasRemaining()) {
                channel.write(lines);
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
                pages.getLast().add(Entry.of(line));
            });
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException("the tombstones cannot be read", e);
        }
    }

    /** The whole lines behind an offset; from the beginning when the file has become shorter. */
    Tail after(long offset) {
        var entries = new ArrayList<Entry>();
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long from = offset <= in.length() ? offset : 0;
            in.seek(from);
            var bytes = new byte[Math.toIntExact(in.length() - from)];
            in.readFully(bytes);
            var text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n') + 1;
            text.substring(0, end)
                    .lines()
                    .filter(line -> LINE.matcher(line).matches())
                    .forEach(line -> entries.add(Entry.of(line)));
            return new Tail(entries, from + end);
        } catch (IOException e) {
            throw new UncheckedIOException("the tombstones cannot be read", e);
        }
    }
}
