package cn.mejene.audit.verify;

import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A copy of the log that is to be verified. Read once, from the first index on. */
public interface LogCopy extends AutoCloseable {

    /**
     * What the copy holds at one index; what it does not show is null.
     *
     * @param hash the leaf's hash as the copy has it
     * @param leaf the leaf's bytes
     * @param salt 32 bytes
     * @param text the body
     * @param row what the copy's keeper finds the body by
     */
    record Entry(
            long index,
            byte @Nullable [] hash,
            byte @Nullable [] leaf,
            byte @Nullable [] salt,
            @Nullable String text,
            @Nullable Row row) {}

    /** What stands beside a body, uncommitted to: it must say the same. */
    record Row(String subject, Instant at) {}

    /** Takes one entry; false ends the reading. */
    @FunctionalInterface
    interface Reader {
        boolean read(Entry entry);
    }

    /** The key that the copy says is the log's; to be pinned, or compared with what the verifier was given. */
    VerifierKey key() throws IOException;

    /** The checkpoint that the copy comes with. */
    Optional<SignedNote> checkpoint() throws IOException;

    /** How many leaves are in the tree, signed or not: what was signed outside a moment ago may reach up to there. */
    default long grown() throws IOException {
        return 0;
    }

    /** Whether bodies belong to the copy, so that a missing one needs an excuse. */
    boolean hasBodies();

    /** The moment that the copy shows. */
    Instant asOf() throws IOException;

    /** Reads the entries below the size, in order. */
    void read(long size, Reader reader) throws IOException;

    /** Something that the copy's keeper should have put into the tree and has not; empty when there is nothing. */
    default Optional<String> leftOut() throws IOException {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
