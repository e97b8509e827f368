package cn.mejene.audit.tree;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * One entry of the log as the tree holds it: its id, its time and the salted commitment to its body. Four lines of text;
 * it tells nothing of the body, and that a body may be gone after three years.
 *
 * @param id {@code log_…} for what happened, {@code evd_…} for what was confirmed
 * @param at milliseconds, UTC
 * @param commitment 32 bytes
 */
public record Leaf(String id, Instant at, byte[] commitment) {
    private static final String HEADER = "mejene-leaf/1";
    private static final Pattern ID = Pattern.compile("[a-z]{2,5}_[0-9a-z]{26}");

    public Leaf {
        if (!ID.matcher(id).matches()
                || commitment.length != TreeHash.SIZE
                || !at.truncatedTo(ChronoUnit.MILLIS).equals(at)) {
            throw new IllegalArgumentException("not a leaf of the log");
        }
    }

    /** The bytes that the tree hashes. */
    public byte[] bytes() {
        var text = String.join("\n", HEADER, id, at.toString(), HexFormat.of().formatHex(commitment), "");
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public byte[] hash() {
        return TreeHash.leaf(bytes());
    }

    /** @throws IllegalArgumentException when the bytes are not exactly those of a leaf */
    public static Leaf parse(byte[] bytes) {
        var lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", -1);
        if (lines.length != 5) {
            throw new IllegalArgumentException("not a leaf of the log");
        }
        try {
            var leaf =
                    new Leaf(lines[1], Instant.parse(lines[2]), HexFormat.of().parseHex(lines[3]));
            if (!Arrays.equals(leaf.bytes(), bytes)) {
                throw new IllegalArgumentException("not a leaf of the log");
            }
            return leaf;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a leaf of the log", e);
        }
    }
}
