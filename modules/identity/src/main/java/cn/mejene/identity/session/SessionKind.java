package cn.mejene.identity.session;

import java.util.Locale;

/** Whose session it is. */
public enum SessionKind {
    MEMBER,
    STAFF;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
