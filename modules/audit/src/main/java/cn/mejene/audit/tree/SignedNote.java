package cn.mejene.audit.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A text with signature lines (C2SP signed-note). Nothing of it is to be believed before {@link #isSignedBy} has said
 * so for a key that the reader was given beforehand.
 *
 * @param text ends with a line end
 * @param signatures whole lines, each with its line end
 */
public record SignedNote(String text, List<String> signatures) {
    static final String DASH = "\u2014 ";
    private static final int MOST_SIGNATURES = 64;

    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("not the text of a signed note");
        }
    }

    static SignedNote of(String text) {
        return new SignedNote(text, List.of());
    }

    public static SignedNote parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("not a signed note");
        }
        var lines = new ArrayList<String>();
        for (var line : note.substring(end + 2).split("(?<=\n)", 0)) {
            if (!line.startsWith(DASH) || line.split(" ", -1).length != 3 || lines.size() == MOST_SIGNATURES) {
                throw new IllegalArgumentException("not a signed note");
            }
            lines.add(line);
        }
        return new SignedNote(note.substring(0, end + 1), lines);
    }

    /** The same note with one more line. */
    public SignedNote with(String signature) {
        var more = new ArrayList<>(signatures);
        more.add(signature);
        return new SignedNote(text, more);
    }

    /** Whether the key has signed, or cosigned; a line under its name and id that does not verify spoils the note. */
    public boolean isSignedBy(VerifierKey key) {
        var own = signatures.stream()
                .map(line -> body(line, key))
                .filter(b -> b.length > 0)
                .toList();
        return !own.isEmpty() && own.stream().allMatch(signature -> verifies(key, signature));
    }

    private boolean verifies(VerifierKey key, byte[] signature) {
        if (key.type() == VerifierKey.LOG) {
            return key.verifies(text.getBytes(StandardCharsets.UTF_8), signature);
        }
        if (signature.length != 72) {
            return false;
        }
        var stamped = ByteBuffer.wrap(signature);
        var message = Cosignatures.message(text, stamped.getLong());
        var bare = new byte[64];
        stamped.get(bare);
        return key.verifies(message, bare);
    }

    /** The signature's bytes when the line is the key's, else none. */
    private static byte[] body(String line, VerifierKey key) {
        var words = line.strip().split(" ", -1);
        if (!words[1].equals(key.name())) {
            return new byte[0];
        }
        try {
            var tagged = Base64.getDecoder().decode(words[2]);
            if (tagged.length <= 4 || ByteBuffer.wrap(tagged).getInt() != key.id()) {
                return new byte[0];
            }
            return java.util.Arrays.copyOfRange(tagged, 4, tagged.length);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** The note as it travels. */
    @Override
    public String toString() {
        return text + "\n" + String.join("", signatures);
    }
}
