package cn.mejene.members;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Smile ID such as {@code SM7K-Q2MD-…}: {@code SM}, 17 random symbols (84 bits) and a check character, of an alphabet
 * without look-alikes. Derived from nothing, so it tells nothing (policy I(A)1).
 *
 * @param symbols the twenty symbols, upper case, without separators
 */
record SmileId(String symbols) {
    private static final String PREFIX = "SM";
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int RANDOM_SYMBOLS = 17;
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\-\u2010-\u2015]");
    private static final Pattern FORM = Pattern.compile(PREFIX + "[" + ALPHABET + "]{" + (RANDOM_SYMBOLS + 1) + "}");
    private static final Pattern GROUP = Pattern.compile("(.{4})(?=.)");

    static SmileId random(SecureRandom random) {
        while (true) {
            var text = new StringBuilder(PREFIX);
            random.ints(RANDOM_SYMBOLS, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
            char check = CheckCharacter.of(text.toString());
            // The standard's check character may be a look-alike; one id in seven is thrown away for it.
            if (ALPHABET.indexOf(check) >= 0) {
                return new SmileId(text.append(check).toString());
            }
        }
    }

    /** Reads what a person typed, whatever its case and separators; empty when it cannot be a Smile ID. */
    static Optional<SmileId> parse(String typed) {
        if (typed.length() > 64) {
            return Optional.empty();
        }
        var symbols = SEPARATORS.matcher(typed).replaceAll("").toUpperCase(Locale.ROOT);
        return FORM.matcher(symbols).matches() && CheckCharacter.isValid(symbols)
                ? Optional.of(new SmileId(symbols))
                : Optional.empty();
    }

    /** Groups of four, as it is shown. */
    String display() {
        return GROUP.matcher(symbols).replaceAll("$1-");
    }

    /** Does not show the id: it leads to health data. */
    @Override
    public String toString() {
        return "SmileId[***]";
    }
}
