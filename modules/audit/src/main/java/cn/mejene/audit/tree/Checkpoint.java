package cn.mejene.audit.tree;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a checkpoint says (C2SP tlog-checkpoint): this log had this root at this size.
 *
 * @param origin the log's name
 * @param root 32 bytes
 */
public record Checkpoint(String origin, long size, byte[] root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Reads the text of a note, whose signature the caller checks. */
    public static Checkpoint of(SignedNote note) {
        var lines = note.text().split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty() || !SIZE.matcher(lines[1]).matches()) {
            throw new IllegalArgumentException("not a checkpoint");
        }
        var root = Base64.getDecoder().decode(lines[2]);
        if (root.length != TreeHash.SIZE) {
            throw new IllegalArgumentException("not a checkpoint");
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), root);
    }

    /**
     * Reads a checkpoint that the key signed.
     *
     * @throws IllegalArgumentException when it is none, belongs to another log, or the key has not signed it
     */
    public static Checkpoint verified(SignedNote note, VerifierKey key) {
        if (!note.isSignedBy(key)) {
            throw new IllegalArgumentException("the checkpoint is not signed by " + key);
        }
        var checkpoint = of(note);
        if (!checkpoint.origin().equals(key.name())) {
            throw new IllegalArgumentException("the checkpoint is of another log: " + checkpoint.origin());
        }
        return checkpoint;
    }
}
