package cn.mejene.identity.member;

import org.jspecify.annotations.Nullable;

/**
 * What somebody has shown beside her number.
 *
 * @param member whose Smile ID she knows; null when she named none or an unknown one
 * @param startsAnew that she says the number's old account is not hers
 */
record KnownBy(@Nullable String member, boolean startsAnew) {
    static final KnownBy NOTHING = new KnownBy(null, false);

    boolean is(String other) {
        return other.equals(member);
    }
}
