package cn.mejene.identity.support;

import cn.mejene.identity.code.AddressIndex;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That somebody who turned to support is a member, or is still to show it.
 *
 * @param member null where nobody was found, which the person of support is not told
 * @param staff the person of support who asks, and the only one who may use it
 * @param contact how the person turned to support
 * @param requestId of the code that was sent; null where none was
 * @param address where it was sent
 */
record Verification(
        String id,
        @Nullable String member,
        String staff,
        Contact contact,
        @Nullable String requestId,
        @Nullable AddressIndex address,
        Instant askedAt,
        @Nullable Instant provedAt) {
    static final Duration HOLDS = Duration.ofMinutes(15);

    boolean holds(Instant now) {
        return provedAt != null && provedAt.plus(HOLDS).isAfter(now);
    }
}
