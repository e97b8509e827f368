package cn.mejene.support;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Makes what a member wrote fit for staff: numbers and addresses by which she or others could be found or robbed lose
 * their middle. Ids of the platform and dates stay, since staff work with them. Pure.
 */
final class Masking {
    /** Seven digits or more, however grouped: phone, card, identity numbers. */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![0-9A-Za-z_])(?!\\d{4}-\\d{2}-\\d{2}(?!\\d))\\+?\\d(?:[ -]?\\d){6,}[Xx]?");

    private static final Pattern MAIL = Pattern.compile("([\\w.%+-])[\\w.%+-]*@([\\w-]+(?:\\.[\\w-]+)+)");
    private static final Pattern NOT_A_DIGIT = Pattern.compile("[^0-9Xx]");
    private static final int MOBILE = 11;

    private Masking() {}

    static String text(String text) {
        return NUMBER.matcher(MAIL.matcher(text).replaceAll("$1***@$2")).replaceAll(Masking::number);
    }

    private static String number(MatchResult found) {
        var digits = NOT_A_DIGIT.matcher(found.group()).replaceAll("");
        var end = digits.substring(digits.length() - 4);
        return digits.length() >= MOBILE && digits.length() <= MOBILE + 2
                ? digits.substring(0, digits.length() - 8) + "****" + end
                : "****" + end;
    }

    /** The half of a network address that tells the network. */
    static String address(String address) {
        var groups = address.split("[.:]", -1);
        if (groups.length < 2) {
            return "*";
        }
        return address.indexOf(':') < 0 ? groups[0] + "." + groups[1] + ".*.*" : groups[0] + ":" + groups[1] + ":*";
    }
}
