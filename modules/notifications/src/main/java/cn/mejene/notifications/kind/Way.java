package cn.mejene.notifications.kind;

import java.util.Locale;

/** A way in which a notice reaches a member. */
public enum Way {
    INBOX,
    EMAIL,
    SMS,
    PUSH,
    /** A text message to the guardian of a minor. */
    GUARDIAN;

    /** The word in declarations, tables and calls. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when no way has this word */
    public static Way of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
