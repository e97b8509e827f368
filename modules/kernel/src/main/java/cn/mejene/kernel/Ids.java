package cn.mejene.kernel;

import com.github.f4b6a3.uuid.UuidCreator;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Makes type-prefixed, time-ordered ids such as {@code mem_01k…}: UUIDv7 in 26 characters of lower-case Crockford
 * base 32. An id tells when it was made and of what kind the thing is, never who it is about.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final Pattern FORM = Pattern.compile("[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}");

    private Ids() {}

    public static String make(String prefix) {
        var uuid = UuidCreator.getTimeOrderedEpoch();
        var bits = BigInteger.valueOf(uuid.getMostSignificantBits())
                .shiftLeft(64)
                .or(new BigInteger(Long.toUnsignedString(uuid.getLeastSignificantBits())));
        var text = new char[26];
        for (int i = 25; i >= 0; i--) {
            text[i] = ALPHABET[bits.intValue() & 31];
            bits = bits.shiftRight(5);
        }
        // A negative high half shifts in ones; only the two lowest bits of the first digit belong to the 128.
        text[0] = ALPHABET[(int) ((uuid.getMostSignificantBits() >>> 61) & 7)];
        return prefix + "_" + new String(text);
    }

    /** Whether the text has the form of an id with this prefix. */
    public static boolean isId(String prefix, String text) {
        return text.startsWith(prefix + "_") && FORM.matcher(text).matches();
    }

    /** Whether the text has the form of an id of any kind. */
    public static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }
}
