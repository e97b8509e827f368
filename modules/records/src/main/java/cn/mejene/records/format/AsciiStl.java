package cn.mejene.records.format;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * The ASCII reading of an STL file: one or more solids of facets, keywords in any case, any white space. Never throws:
 * says whether the reading is still possible, and why not.
 */
final class AsciiStl implements Tokens.Sink {
    private static final byte[] SOLID = keyword("solid");
    private static final byte[] END_SOLID = keyword("endsolid");
    private static final byte[] FACET = keyword("facet");

    /** What follows {@code facet}; # stands for a number. */
    private static final byte[][] SCRIPT = Stream.of(
                    "normal # # # outer loop vertex # # # vertex # # # vertex # # # endloop endfacet".split(" ", -1))
            .map(AsciiStl::keyword)
            .toArray(byte[][]::new);

    private static final int BETWEEN = -1;

    private final Tokens tokens = new Tokens();
    private int slot = BETWEEN;
    private boolean inSolid;
    private boolean begun;
    private long facets;
    private boolean possible = true;

    boolean isPossible() {
        return possible;
    }

    /** Whether the first word was {@code solid}. */
    boolean hasBegun() {
        return begun;
    }

    void inspect(byte[] bytes, int offset, int length) {
        possible = tokens.feed(bytes, offset, length, this);
    }

    /** Whether this, with nothing after it, is a whole file with at least one facet. */
    boolean isComplete() {
        possible = possible && tokens.end(this);
        return possible && begun && !inSolid && facets > 0;
    }

    String fault() {
        if (!possible) {
            return "The file breaks the grammar of ASCII STL or holds numbers that are not finite.";
        }
        return inSolid ? "The file ends before its solid does." : "The file holds no facets.";
    }

    @Override
    public boolean word(byte[] text, int length) {
        if (slot != BETWEEN) {
            return inFacet(text, length);
        }
        if (inSolid && is(text, length, FACET)) {
            slot = 0;
            return true;
        }
        if (!is(text, length, inSolid ? END_SOLID : SOLID)) {
            return false;
        }
        begun = true;
        inSolid = !inSolid;
        tokens.skipLine();
        return true;
    }

    private boolean inFacet(byte[] text, int length) {
        var expected = SCRIPT[slot];
        if (++slot == SCRIPT.length) {
            slot = BETWEEN;
            facets++;
        }
        return expected[0] == '#' ? Decimal.isFinite(text, length, false) : is(text, length, expected);
    }

    private static boolean is(byte[] text, int length, byte[] keyword) {
        if (length != keyword.length) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (Character.toLowerCase(text[i]) != keyword[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] keyword(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
