package cn.mejene.notifications.kind;

import java.util.Arrays;
import java.util.Locale;

/** In which line of its member's a notice waits. Within one each leaves after those before it; lines do not wait for each other. */
public enum Line {
    STATUTORY,
    /** What is transactional or service: of these, those that share a way rest at the same hours or never. */
    ORDINARY,
    MARKETING;

    /** The word in tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether anything of this line goes out by a way. */
    public boolean uses(Way way) {
        return Arrays.stream(Nature.values()).anyMatch(nature -> nature.line() == this && nature.allows(way));
    }
}
