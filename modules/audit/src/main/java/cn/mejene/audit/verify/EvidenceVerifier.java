package cn.mejene.audit.verify;

import cn.mejene.audit.tree.Checkpoint;
import cn.mejene.audit.tree.Commitment;
import cn.mejene.audit.tree.LogProof;
import cn.mejene.audit.tree.SignedNote;
import cn.mejene.audit.tree.VerifierKey;
import cn.mejene.kernel.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;

/**
 * Verifies an evidence bundle offline: the statement is what was committed to, the commitment is in the log, the log's
 * key signed leaf and checkpoint. Needs the bundle and the key alone. Stateless.
 */
public final class EvidenceVerifier {
    /** The form of bundle that it knows. */
    public static final String FORMAT = "mejene-evidence/1";

    private EvidenceVerifier() {}

    /**
     * What a sound bundle says.
     *
     * @param statement the statement as JSON
     * @param index its leaf's index
     * @param size of the tree that the checkpoint signs
     */
    public record Finding(String id, Instant at, JsonNode statement, long index, long size) {}

    /** The key that the bundle names; to be compared with the published one. */
    public static VerifierKey namedKey(byte[] bundle) {
        return VerifierKey.parse(field(tree(bundle), "key"));
    }

    /** @throws IllegalArgumentException with the reason when anything does not hold */
    public static Finding verify(byte[] bundle, VerifierKey key) {
        var root = tree(bundle);
        if (!field(root, "format").equals(FORMAT)) {
            throw new IllegalArgumentException("not an evidence bundle of a known form");
        }
        var text = field(root, "text");
        var proof = LogProof.parse(field(root, "proof"));
        var leaf = proof.verify(key);
        var salt = Base64.getDecoder().decode(field(root, "salt"));
        if (!MessageDigest.isEqual(Commitment.of(Commitment.Kind.EVIDENCE, salt, text), leaf.commitment())) {
            throw new IllegalArgumentException("the statement is not what the log committed to");
        }
        var signed = new SignedNote(
                new String(proof.leaf(), StandardCharsets.US_ASCII), java.util.List.of(field(root, "signature")));
        if (!signed.isSignedBy(key)) {
            throw new IllegalArgumentException("the leaf is not signed by the log's key");
        }
        var statement = tree(text.getBytes(StandardCharsets.UTF_8));
        if (!statement.equals(root.path("statement")) || !field(root, "id").equals(leaf.id())) {
            throw new IllegalArgumentException("the bundle shows another statement than it proves");
        }
        return new Finding(
                leaf.id(),
                leaf.at(),
                statement,
                proof.index(),
                Checkpoint.of(proof.checkpoint()).size());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    private static String field(JsonNode node, String name) {
        var value = node.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("the bundle has no " + name);
        }
        return value.asText();
    }
}
