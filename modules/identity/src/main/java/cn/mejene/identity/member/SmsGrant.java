package cn.mejene.identity.member;

import cn.mejene.identity.session.Device;
import org.jspecify.annotations.Nullable;

/**
 * Body of a member's login by code.
 *
 * @param policyVersion the policy version that was shown
 * @param readConfirmed that its emphasised terms were read (policy IX.4)
 * @param ageBand needed at the first login
 * @param birthMonth {@code 1990-05}; checks the band, is not kept
 */
public record SmsGrant(
        String requestId,
        String phone,
        String code,
        String policyVersion,
        boolean readConfirmed,
        @Nullable AgeBand ageBand,
        @Nullable String birthMonth,
        @Nullable Device device) {
    /** Shows neither number nor code. */
    @Override
    public String toString() {
        return "SmsGrant[" + requestId + "]";
    }
}
