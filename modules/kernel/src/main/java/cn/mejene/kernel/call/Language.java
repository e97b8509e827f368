package cn.mejene.kernel.call;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A language that texts for members are written in. Chinese is the default, and the policy that prevails. */
public enum Language {
    ZH_HANS("zh-Hans", "zh"),
    EN("en", "en");

    private final String tag;
    private final String primary;

    Language(String tag, String primary) {
        this.tag = tag;
        this.primary = primary;
    }

    public static Optional<Language> of(String tag) {
        return Arrays.stream(values()).filter(l -> l.tag.equals(tag)).findFirst();
    }

    /** The language a call asks for: its {@code language} parameter, else its Accept-Language, else Chinese. */
    public static Language of(Call call) {
        return call.query("language").flatMap(Language::of).orElseGet(() -> call.header("accept-language")
                .map(Language::preferred)
                .orElse(ZH_HANS));
    }

    /** The best match of an Accept-Language field (RFC 9110, 12.5.4); Chinese when nothing matches. */
    static Language preferred(String acceptLanguage) {
        return ranges(acceptLanguage).stream()
                .filter(range -> range.getWeight() > 0)
                .flatMap(range -> match(range.getRange()).stream())
                .findFirst()
                .orElse(ZH_HANS);
    }

    private static List<Locale.LanguageRange> ranges(String acceptLanguage) {
        try {
            return Locale.LanguageRange.parse(acceptLanguage);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Optional<Language> match(String range) {
        var primary = range.split("-", 2)[0];
        return Arrays.stream(values()).filter(l -> l.primary.equals(primary)).findFirst();
    }

    /** The BCP 47 tag, e.g. {@code zh-Hans}. */
    public String tag() {
        return tag;
    }
}
