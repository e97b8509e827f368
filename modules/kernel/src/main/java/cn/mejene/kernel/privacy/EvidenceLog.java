package cn.mejene.kernel.privacy;

import cn.mejene.kernel.data.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes statements provable for as long as anybody keeps them: a salted commitment to each becomes a leaf of the log's
 * signed tree. Implemented by {@code audit}; the text itself stays with whoever states it. Virtual threads only.
 */
public interface EvidenceLog {

    /**
     * A text to be committed to.
     *
     * @param id the statement's own id, {@code evd_…}
     * @param at when it was made; the tree keeps the milliseconds
     * @param salt 32 random bytes, kept as secret as the text
     * @param text exactly as it will be shown to whoever verifies it
     */
    record Statement(String id, Instant at, byte[] salt, String text) {
        @Override
        public String toString() {
            return "Statement[" + id + "]";
        }
    }

    /**
     * What proves that a statement is in the log.
     *
     * @param proof a C2SP tlog-proof, with the leaf as its extra data
     * @param signature the log key's signature line (C2SP signed-note) under the leaf
     * @param key the verifier key of the log
     */
    record Proof(String proof, String signature, String key) {}

    /** Commits in the transaction that makes the statement. */
    void commit(Tx tx, Statement statement);

    /** The proof; none until the statement's leaf is part of a signed tree, which takes about two seconds. */
    Optional<Proof> proof(String id);
}
