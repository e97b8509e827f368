package cn.mejene.audit.tree;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Offline proof that a leaf is in the log (C2SP tlog-proof). The leaf itself travels in the {@code extra} line.
 *
 * @param leaf the bytes of the {@link Leaf}
 * @param index of the leaf
 * @param path inclusion proof, the leaf's sibling first
 */
public record LogProof(byte[] leaf, long index, List<byte[]> path, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,17})");

    public LogProof {
        path = List.copyOf(path);
    }

    /** Reads a proof; what it says is to be believed only after {@link #verify}. */
    public static LogProof parse(String text) {
        int end = text.indexOf("\n\n");
        var lines = end < 0 ? new String[0] : text.substring(0, end).split("\n", -1);
        if (lines.length < 3 || !lines[0].equals(HEADER) || !lines[1].startsWith("extra ")) {
            throw new IllegalArgumentException("not a proof of the log");
        }
        var index = INDEX.matcher(lines[2]);
        if (!index.matches() || lines.length > 3 + 63) {
            throw new IllegalArgumentException("not a proof of the log");
        }
        var path = new ArrayList<byte[]>();
        for (int i = 3; i < lines.length; i++) {
            path.add(Base64.getDecoder().decode(lines[i]));
        }
        return new LogProof(
                Base64.getDecoder().decode(lines[1].substring("extra ".length())),
                Long.parseLong(index.group(1)),
                path,
                SignedNote.parse(text.substring(end + 2)));
    }

    /**
     * The leaf, once it is certain that it is in the log of this key.
     *
     * @throws IllegalArgumentException when the checkpoint or the path does not hold
     */
    public Leaf verify(VerifierKey key) {
        var head = Checkpoint.verified(checkpoint, key);
        if (!Proofs.includes(index, TreeHash.leaf(leaf), head.size(), head.root(), path)) {
            throw new IllegalArgumentException("the leaf is not in the log at index " + index);
        }
        return Leaf.parse(leaf);
    }

    @Override
    public String toString() {
        var base64 = Base64.getEncoder();
        var text = new StringBuilder(HEADER + "\nextra " + base64.encodeToString(leaf) + "\nindex " + index + "\n");
        path.forEach(hash -> text.append(base64.encodeToString(hash)).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }
}
