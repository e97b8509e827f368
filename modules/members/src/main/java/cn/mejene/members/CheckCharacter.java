package cn.mejene.members;

/**
 * The check character of ISO 7064 MOD 37,36 over the digits and the letters A to Z: it finds every single wrong symbol
 * and almost every swap of neighbours. Stateless.
 */
final class CheckCharacter {
    private static final int MODULUS = 36;
    private static final String SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private CheckCharacter() {}

    /** The character that makes the text valid when appended. */
    static char of(String text) {
        return SYMBOLS.charAt((MODULUS + 1 - remainder(text)) % MODULUS);
    }

    /** Whether the last character is the check character of those before it. */
    static boolean isValid(String text) {
        int last = text.length() - 1;
        return last > 0
                && text.chars().allMatch(c -> SYMBOLS.indexOf(c) >= 0)
                && of(text.substring(0, last)) == text.charAt(last);
    }

    private static int remainder(String text) {
        int product = MODULUS;
        for (int i = 0; i < text.length(); i++) {
            int sum = (product + SYMBOLS.indexOf(text.charAt(i))) % MODULUS;
            product = (sum == 0 ? MODULUS : sum) * 2 % (MODULUS + 1);
        }
        return product;
    }
}
