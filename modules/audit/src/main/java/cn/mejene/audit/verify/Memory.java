package cn.mejene.audit.verify;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a verifier remembers by itself, three files side by side: the last checkpoint it found sound, the key that it
 * pinned, and the hash of every leaf below, by which it can name the first one that is not what it was. Nobody else
 * writes them; whoever can, can deceive the verifier.
 */
public final class Memory {
    private final Path checkpoint;
    private final Path key;
    private final Path hashes;

    /** @param checkpoint file of the checkpoint; the others have its name and {@code .key}, {@code .hashes} */
    public Memory(Path checkpoint) {
        this.checkpoint = checkpoint.toAbsolutePath();
        this.key = beside(".key");
        this.hashes = beside(".hashes");
    }

    private Path beside(String ending) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ending);
    }

    public Optional<SignedNote> checkpoint() throws IOException {
        return Files.exists(checkpoint)
                ? Optional.of(SignedNote.parse(Files.readString(checkpoint)))
                : Optional.empty();
    }

    public Optional<VerifierKey> key() throws IOException {
        return Files.exists(key) ? Optional.of(VerifierKey.parse(Files.readString(key))) : Optional.empty();
    }

    /** The remembered hashes, in order; fewer than the checkpoint's size when only a checkpoint was brought along. */
    InputStream hashes() throws IOException {
        return Files.exists(hashes)
                ? new BufferedInputStream(Files.newInputStream(hashes))
                : InputStream.nullInputStream();
    }

    /** How many hashes are remembered. */
    long known() throws IOException {
        return Files.exists(hashes) ? Files.size(hashes) / TreeHash.SIZE : 0;
    }

    /** Where new hashes are written aside until the whole log has been found sound. */
    Path aside() throws IOException {
        Files.createDirectories(checkpoint.getParent());
        return beside(".hashes.new");
    }

    /** Remembers; the checkpoint last, so that a crash in between leaves an earlier state. */
    void keep(VerifierKey pinned, SignedNote note) throws IOException {
        Files.writeString(beside(".key.new"), pinned + "\n");
        replace(beside(".key.new"), key);
        replace(aside(), hashes);
        Files.writeString(beside(".new"), note.toString());
        replace(beside(".new"), checkpoint);
    }

    private static void replace(Path aside, Path file) throws IOException {
        try (var channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
