package cn.mejene.identity.member;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import org.jspecify.annotations.Nullable;

/** Chooses between the policy's two languages by {@code Accept-Language} (RFC 9110 section 12.5.4). Stateless. */
final class PolicyLanguage {
    private static final String CHINESE = "zh-Hans";
    private static final String ENGLISH = "en";

    private PolicyLanguage() {}

    /** English only when it is preferred to Chinese; else the language that prevails. */
    static String of(String acceptLanguage) {
        return ENGLISH.equals(lookup(acceptLanguage)) ? ENGLISH : CHINESE;
    }

    private static @Nullable String lookup(String acceptLanguage) {
        try {
            return Locale.lookupTag(LanguageRange.parse(acceptLanguage), List.of("zh", ENGLISH));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
