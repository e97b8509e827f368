package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.TreeHash;
import cn.mejene.audit.tree.VerifierKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Recomputes a whole log from a copy: bodies, leaves, tree, signature, and that it begins with what the verifier saw
 * before. Remembers the checkpoint when everything holds, and nothing when it does not.
 */
public final class LogVerifier {
    private static final int TOLD = 100_000;

    private final Memory memory;
    private final Optional<VerifierKey> given;
    private final Optional<TileFolder> outside;
    private final LongConsumer progress;

    /**
     * @param outside the log as it was written outside the database, where the verifier can see that
     * @param given the log's key as the verifier has it from elsewhere; else the one it pinned, else the copy's
     */
    public LogVerifier(Memory memory, Optional<VerifierKey> given, Optional<TileFolder> outside) {
        this(memory, given, outside, _ -> {});
    }

    private LogVerifier(
            Memory memory, Optional<VerifierKey> given, Optional<TileFolder> outside, LongConsumer progress) {
        this.memory = memory;
        this.given = given;
        this.outside = outside;
        this.progress = progress;
    }

    /** The same verifier, which tells every {@value #TOLD} entries how many it has read. */
    public LogVerifier telling(LongConsumer told) {
        return new LogVerifier(memory, given, outside, told);
    }

    public Verdict verify(LogCopy copy) throws IOException {
        // Before the copy shows its first row: what is signed is outside before it is in the database.
        var before = before();
        var pinned = memory.key();
        var key = given.or(() -> pinned).orElse(null);
        if (key == null) {
            key = copy.key();
        } else if (pinned.isPresent() && !pinned.get().toString().equals(key.toString())) {
            return Verdict.bad("the key given is not the one that was seen before");
        } else if (!key.toString().equals(copy.key().toString())) {
            return Verdict.bad("the log's key is not the one that "
                    + (given.isPresent() ? "was given" : "was seen before; another log needs another --checkpoint"));
        }
        var note = copy.checkpoint();
        if (note.isEmpty()) {
            return Verdict.bad("there is no checkpoint");
        }
        var known = new ArrayList<Checkpoint>();
        var faults = new ArrayList<Verdict>();
        for (var earlier : before) {
            read(earlier, key, "a checkpoint from before", faults).ifPresent(known::add);
        }
        var head = read(note.get(), key, "the checkpoint", faults);
        if (head.isEmpty() || !faults.isEmpty()) {
            return faults.getFirst();
        }
        var last = last(note.get(), before, copy.grown());
        return verify(copy, key, new Heads(known, Checkpoint.of(last), last));
    }

    /** The furthest checkpoint whose leaves the copy has: the database may be a moment behind what stands outside. */
    private static SignedNote last(SignedNote own, List<SignedNote> before, long grown) {
        return before.stream()
                .filter(note -> Checkpoint.of(note).size() <= grown)
                .reduce(
                        own,
                        (a, b) -> Checkpoint.of(b).size() > Checkpoint.of(a).size() ? b : a);
    }

    /**
     * @param known what was signed before, as far as the verifier knows
     * @param last what the copy comes with
     */
    private record Heads(List<Checkpoint> known, Checkpoint last, SignedNote note) {}

    private List<SignedNote> before() throws IOException {
        var before = new ArrayList<SignedNote>();
        memory.checkpoint().ifPresent(before::add);
        if (outside.isPresent()) {
            outside.get().checkpoint().ifPresent(before::add);
            // What an authority has stamped cannot be taken back by whoever owns the folder.
            outside.get().stamps().forEach(stamped -> before.add(stamped.note()));
        }
        return before;
    }

    private static Optional<Checkpoint> read(SignedNote note, VerifierKey key, String what, List<Verdict> faults) {
        try {
            return Optional.of(Checkpoint.verified(note, key));
        } catch (IllegalArgumentException e) {
            faults.add(Verdict.bad(what + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    private Verdict verify(LogCopy copy, VerifierKey key, Heads heads) throws IOException {
        var aside = memory.aside();
        var verdict = pass(copy, heads, aside);
        if (verdict.sound()) {
            var left = copy.leftOut();
            if (left.isPresent()) {
                verdict = Verdict.bad(left.get());
            }
        }
        if (verdict.sound()) {
            memory.keep(key, heads.note());
        } else {
            Files.deleteIfExists(aside);
        }
        return verdict;
    }

    private Verdict pass(LogCopy copy, Heads heads, Path aside) throws IOException {
        long size = heads.last().size();
        for (var known : heads.known()) {
            if (known.size() > size) {
                return Verdict.bad(size, "the log was rolled back: it had " + known.size() + " entries", size);
            }
        }
        var checkpoints = new ArrayList<>(heads.known());
        checkpoints.add(heads.last());
        try (var hashes = hashes();
                var kept = new BufferedOutputStream(Files.newOutputStream(aside))) {
            var pass = new Pass(checkpoints, hashes, kept, copy);
            copy.read(size, entry -> {
                if (entry.index() > 0 && entry.index() % TOLD == 0) {
                    progress.accept(entry.index());
                }
                return pass.read(entry);
            });
            return pass.verdict();
        }
    }

    /** Its own memory, or what stands outside the database where that reaches further. */
    private InputStream hashes() throws IOException {
        long own = memory.known();
        if (outside.isEmpty()) {
            return memory.hashes();
        }
        var more = outside.get().hashes();
        more.skipNBytes(Math.min(own * TreeHash.SIZE, outside.get().bytes()));
        return new SequenceInputStream(memory.hashes(), more);
    }
}
