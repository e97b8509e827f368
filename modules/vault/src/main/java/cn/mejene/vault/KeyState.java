package cn.mejene.vault;

import java.util.Locale;
import java.util.Set;

/** What a class key may be used for. Nothing that may have to be restored can be destroyed. */
public enum KeyState {
    /** Seals and opens. */
    ACTIVE,
    /** Cancelled, until the time to undo that is over: opens nothing. */
    RESTORE_ONLY,
    /** Kept and closed. */
    FROZEN,
    /** Gone, with everything ever sealed under it, wherever copies lie. */
    DESTROYED;

    /** The states that may turn into this one. */
    public Set<KeyState> from() {
        return switch (this) {
            case ACTIVE -> Set.of(RESTORE_ONLY, FROZEN);
            case DESTROYED -> Set.of(ACTIVE, FROZEN);
            case RESTORE_ONLY -> Set.of(ACTIVE);
            case FROZEN -> Set.of(ACTIVE, RESTORE_ONLY);
        };
    }

    /** The word stored in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
