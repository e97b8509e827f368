package cn.mejene.records.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The binary reading of an STL file: 80 bytes of anything, a count, 50 bytes a facet, of which 12 little-endian floats
 * that have to be finite. Never throws: says whether the reading is still possible, and why not.
 */
final class BinaryStl {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 84;
    private static final int COUNT_AT = 80;
    private static final int FACET = 50;

    /** 5 GB of facets: far above any scan, far below what a forged count may claim. */
    private static final long MOST_FACETS = 100_000_000;

    private static final int MOST_ODD_BYTES = 8;

    /** Two floats at a time: the exponents alone, and what carries a full one into the sign bit. */
    private static final long EXPONENTS = 0x7f800000_7f800000L;

    private static final long CARRY = 0x00800000_00800000L;
    private static final long FULL = 0x80000000_80000000L;

    private final OptionalLong length;
    private final Gather header = new Gather(HEADER);
    private final Gather facet = new Gather(FACET);
    private long count = -1;
    private long left = Long.MAX_VALUE;
    private String fault = "";

    BinaryStl(OptionalLong length) {
        this.length = length;
    }

    boolean isPossible() {
        return fault.isEmpty();
    }

    /** Whether everything the count promised came, and nothing else. */
    boolean matches() {
        return isPossible() && left == 0;
    }

    /** Whether this was meant to be binary STL: a readable header, and a count that is not text itself. */
    boolean isPlausible() {
        if (count < 0) {
            return false;
        }
        var odd = 0;
        for (var i = 0; i < COUNT_AT; i++) {
            odd += isOdd(header.u8(i)) ? 1 : 0;
        }
        return odd <= MOST_ODD_BYTES && !countIsText();
    }

    String fault() {
        return isPossible() ? "The file is shorter than its facet count says." : fault;
    }

    void inspect(byte[] bytes, int offset, int size) {
        var chunk = new Chunk(bytes, offset, size);
        if (count < 0) {
            if (!header.fill(chunk, HEADER)) {
                return;
            }
            begin();
        }
        if (chunk.left() > left) {
            fault = "The file is longer than its facet count says.";
        }
        if (isPossible()) {
            facets(chunk);
        }
    }

    private void begin() {
        count = header.u32(COUNT_AT, false);
        left = count * FACET;
        if (count == 0) {
            fault = "The file holds no facets.";
        } else if (count > MOST_FACETS || (length.isPresent() && length.getAsLong() != HEADER + left)) {
            fault = "The file's length does not match its facet count.";
        }
    }

    private void facets(Chunk chunk) {
        left -= chunk.left();
        long seen = 0;
        if (!facet.isEmpty() && facet.fill(chunk, FACET)) {
            seen = exponents(facet.bytes(), 0);
            facet.clear();
        }
        var whole = chunk.left() / FACET;
        var bytes = chunk.bytes();
        var at = chunk.at();
        for (var i = 0; i < whole; i++) {
            seen |= exponents(bytes, at + i * FACET);
        }
        if ((seen & FULL) != 0) {
            fault = "The file holds numbers that are not finite.";
        }
        chunk.skip((long) whole * FACET);
        facet.fill(chunk, facet.size() + chunk.left());
    }

    private static long exponents(byte[] bytes, int at) {
        return pair(bytes, at)
                | pair(bytes, at + 8)
                | pair(bytes, at + 16)
                | pair(bytes, at + 24)
                | pair(bytes, at + 32)
                | pair(bytes, at + 40);
    }

    private static long pair(byte[] bytes, int at) {
        return ((long) LONG.get(bytes, at) & EXPONENTS) + CARRY;
    }

    private boolean countIsText() {
        for (var i = COUNT_AT; i < HEADER; i++) {
            var b = header.u8(i);
            if (b < '\t' || b > '~' || isOdd(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOdd(int b) {
        return b == 0x7f || (b != 0 && b < ' ' && (b < '\t' || b > '\r'));
    }
}
