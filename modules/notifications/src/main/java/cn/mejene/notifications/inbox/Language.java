package cn.mejene.notifications.inbox;

import java.util.List;
import java.util.Locale;

/** A language that messages are written in; Chinese when nothing else is asked for. */
enum Language {
    ZH_HANS("zh-Hans"),
    EN("en");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /** The best match of an Accept-Language field (RFC 9110, 12.5.4). */
    static Language preferred(String acceptLanguage) {
        for (var range : ranges(acceptLanguage)) {
            var primary = range.getRange().split("-", 2)[0];
            if (range.getWeight() > 0 && (primary.equals("zh") || primary.equals("en"))) {
                return primary.equals("en") ? EN : ZH_HANS;
            }
        }
        return ZH_HANS;
    }

    private static List<Locale.LanguageRange> ranges(String acceptLanguage) {
        try {
            return Locale.LanguageRange.parse(acceptLanguage);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** The BCP 47 tag, e.g. {@code zh-Hans}. */
    String tag() {
        return tag;
    }
}
