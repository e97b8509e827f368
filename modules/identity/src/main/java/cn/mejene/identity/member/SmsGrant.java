package cn.mejene.identity.member;

import cn.mejene.identity.guardian.GuardianGrant;
import cn.mejene.identity.member.Stated.Reverification;
import cn.mejene.identity.session.Device;
import org.jspecify.annotations.Nullable;

/** Body of a member's login by code; the parts of {@link Stated} stand beside the code's. */
public record SmsGrant(
        String requestId,
        String phone,
        String code,
        String policyVersion,
        boolean readConfirmed,
        @Nullable AgeBand ageBand,
        @Nullable String birthMonth,
        @Nullable GuardianGrant guardian,
        @Nullable Reverification reverification,
        @Nullable Device device) {

    Stated stated() {
        return new Stated("sms", policyVersion, readConfirmed, ageBand, birthMonth, guardian, reverification, device);
    }

    /** Shows neither number nor code. */
    @Override
    public String toString() {
        return "SmsGrant[" + requestId + "]";
    }
}
