package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Proofs;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.SigningKey;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cosigns one log's checkpoints (C2SP tlog-witness): only those that begin with the last one it cosigned, which it has
 * made durable before it answers. One process per folder, any number of threads.
 */
public final class Witness implements AutoCloseable {
    private final Path file;
    private final FileChannel owner;
    private final VerifierKey log;
    private final SigningKey key;
    private final InstantSource clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /**
     * What the witness says.
     *
     * @param status 200 with a signature line; 400, 403, 404, 409, 422 as C2SP tlog-witness has them
     * @param body the line, or for 409 the size of the last checkpoint it cosigned
     */
    public record Answer(int status, String body) {}

    /**
     * @param folder where it remembers
     * @throws IOException when another process works in the folder
     */
    public Witness(Path folder, VerifierKey log, SigningKey key, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        this.file = folder.resolve("checkpoint");
        this.owner = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (owner.tryLock() == null) {
            owner.close();
            throw new IOException("another witness works in " + folder);
        }
        this.log = log;
        this.key = key;
        this.clock = clock;
    }

    /** The last checkpoint that it cosigned. */
    public Optional<SignedNote> last() throws IOException {
        return Files.exists(file) ? Optional.of(SignedNote.parse(Files.readString(file))) : Optional.empty();
    }

    /**
     * Looks at a checkpoint.
     *
     * @param old size of the last checkpoint as the caller knows it
     * @param proof consistency proof from there
     */
    public Answer add(long old, List<byte[]> proof, SignedNote note) throws IOException {
        var checkpoint = Checkpoint.of(note);
        if (!checkpoint.origin().equals(log.name())) {
            return new Answer(404, "");
        }
        if (!note.isSignedBy(log)) {
            return new Answer(403, "");
        }
        if (old > checkpoint.size()) {
            return new Answer(400, "");
        }
        oneAtATime.lock();
        try {
            return addNext(old, proof, note, checkpoint);
        } finally {
            oneAtATime.unlock();
        }
    }

    private Answer addNext(long old, List<byte[]> proof, SignedNote note, Checkpoint checkpoint) throws IOException {
        var last = last().map(Checkpoint::of).orElse(new Checkpoint(log.name(), 0, TreeHash.empty()));
        if (old != last.size()) {
            return conflict(last);
        }
        if (old == checkpoint.size() && !Arrays.equals(last.root(), checkpoint.root())) {
            return conflict(last);
        }
        if (!Proofs.consistent(old, last.root(), checkpoint.size(), checkpoint.root(), proof)) {
            return new Answer(422, "");
        }
        var line = key.cosign(note.text(), clock.instant());
        keep(note.with(line));
        return new Answer(200, line);
    }

    private static Answer conflict(Checkpoint last) {
        return new Answer(409, last.size() + "\n");
    }

    private void keep(SignedNote note) throws IOException {
        var aside = file.resolveSibling("checkpoint.new");
        Files.writeString(aside, note.toString());
        sync(aside, StandardOpenOption.WRITE);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        sync(Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ);
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
