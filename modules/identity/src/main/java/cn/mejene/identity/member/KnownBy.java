package cn.mejene.identity.member;

import cn.mejene.identity.guardian.GuardianProof;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has shown beside her number.
 *
 * @param member whose Smile ID she knows; null when she named none or an unknown one
 * @param startsAnew that she says the number's old account is not hers
 * @param guardian who consents for a child
 */
record KnownBy(
        @Nullable String member,
        boolean startsAnew,
        @Nullable GuardianProof guardian) {

    boolean is(String other) {
        return other.equals(member);
    }
}
