package cn.mejene.audit.sequence;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.TilePath;
import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * The log as files in the layout of C2SP tlog-tiles, outside the database: {@code checkpoint}, {@code tile/…}, and
 * {@code stamps/SIZE.tsr} (RFC 3161) beside {@code stamps/SIZE.checkpoint}. A file is
 * written aside, made durable and renamed, the checkpoint after the tiles it needs. One writer at a time.
 */
public final class LogFolder {
    private static final String CHECKPOINT = "checkpoint";
    private static final String STAMPS = "stamps";

    private final Path root;

    public LogFolder(Path root) {
        this.root = root;
    }

    /** Publishes the log's key beside the log, once. */
    void publish(VerifierKey key) {
        var file = root.resolve("key");
        if (!Files.exists(file)) {
            write(file, (key + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The last checkpoint that was written here. */
    public Optional<SignedNote> checkpoint() {
        var file = root.resolve(CHECKPOINT);
        try {
            return Files.exists(file) ? Optional.of(SignedNote.parse(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint outside the database cannot be read", e);
        }
    }

    void write(TilePath tile, byte[] bytes) {
        write(root.resolve("tile").resolve(tile.toString()), bytes);
    }

    /** Partial tiles of a tile that has become full. */
    void removePartials(TilePath full) {
        var folder = root.resolve("tile").resolve(full + ".p");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("partial tiles cannot be removed", e);
        }
    }

    void write(SignedNote checkpoint) {
        write(root.resolve(CHECKPOINT), checkpoint.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The size of the largest checkpoint that has a time stamp here; 0 when none has. */
    public long lastStamped() {
        var stamps = root.resolve(STAMPS);
        if (!Files.isDirectory(stamps)) {
            return 0;
        }
        try (var files = Files.list(stamps)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[0-9]{1,18}\\.tsr"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("the time stamps cannot be listed", e);
        }
    }

    /**
     * Keeps a time stamp with what was stamped, which comes first.
     *
     * @param checkpoint its bytes
     * @param response of the authority (RFC 3161)
     * @param authority its certificate, for whoever wants to know it
     */
    public void keepStamp(long size, byte[] checkpoint, byte[] response, byte[] authority) {
        var stamps = root.resolve(STAMPS);
        write(stamps.resolve("authority.cer"), authority);
        write(stamps.resolve(size + ".checkpoint"), checkpoint);
        write(stamps.resolve(size + ".tsr"), response);
    }

    private static void write(Path file, byte[] bytes) {
        var folder = Objects.requireNonNull(file.getParent());
        var aside = folder.resolve(file.getFileName() + ".new");
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.write(aside, bytes);
            sync(aside, StandardOpenOption.WRITE);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException("the log cannot be written outside the database", e);
        }
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
