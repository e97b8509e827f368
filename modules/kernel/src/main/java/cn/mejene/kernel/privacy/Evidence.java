package cn.mejene.kernel.privacy;

import cn.mejene.kernel.Json;
import cn.mejene.kernel.Problem;
import cn.mejene.kernel.data.Tx;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * A statement as whoever makes it keeps it, sealed: with its salt and exactly as the log committed to it, so that it can
 * be proven later.
 *
 * @param salt base 64 of what the commitment is salted with
 * @param text the statement as JSON
 */
public record Evidence(String salt, String text) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 32;
    private static final String FORMAT = "mejene-evidence/1";

    /**
     * The statement with what verifies it, and nothing that needs the platform.
     *
     * @param statement {@code text} once more, to be read
     * @param salt base 64
     * @param text what the log committed to, byte by byte
     * @param proof C2SP tlog-proof with the signed checkpoint
     * @param signature signature line of the log's key under the leaf
     * @param key verifier key of the log
     */
    public record Bundle(
            String format,
            String id,
            JsonNode statement,
            String text,
            String salt,
            String proof,
            String signature,
            String key) {
        @Override
        public String toString() {
            return "Bundle[" + id + "]";
        }
    }

    /** Of a statement that is a JSON object whose order of fields stays. */
    public static Evidence of(Object statement) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new Evidence(Base64.getEncoder().encodeToString(salt), Json.text(statement));
    }

    /** Commits to it in the transaction that makes the statement. */
    public void commit(Tx tx, EvidenceLog log, String id, Instant at) {
        log.commit(tx, new EvidenceLog.Statement(id, at, Base64.getDecoder().decode(salt), text));
    }

    /** @throws Problem 409 until the statement is part of the signed tree */
    public Bundle bundle(EvidenceLog log, String id) {
        var proof = log.proof(id)
                .orElseThrow(() -> Problem.conflict("not-sequenced", "It is not yet in the signed tree.")
                        .header("Retry-After", "2"));
        var read = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        return new Bundle(FORMAT, id, read, text, salt, proof.proof(), proof.signature(), proof.key());
    }

    @Override
    public String toString() {
        return "Evidence[***]";
    }
}
