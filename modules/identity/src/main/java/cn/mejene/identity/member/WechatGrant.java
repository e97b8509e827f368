package cn.mejene.identity.member;

import cn.mejene.identity.guardian.GuardianGrant;
import cn.mejene.identity.member.Stated.Reverification;
import cn.mejene.identity.session.Device;
import cn.mejene.identity.wechat.WechatApplication;
import org.jspecify.annotations.Nullable;

/**
 * Body of a member's login through WeChat; the parts of {@link Stated} stand beside it.
 *
 * @param application where the code comes from; the mini-program when absent
 * @param code one-time, from the client's WeChat
 * @param phoneCode one-time, gives the number bound to the WeChat account; for a new number only
 * @param phone a number that she proves by a code of ours instead
 */
public record WechatGrant(
        @Nullable WechatApplication application,
        String code,
        @Nullable String phoneCode,
        @Nullable ByCode phone,
        String policyVersion,
        boolean readConfirmed,
        @Nullable AgeBand ageBand,
        @Nullable String birthMonth,
        @Nullable GuardianGrant guardian,
        @Nullable Reverification reverification,
        @Nullable Device device) {

    /** A number and the code that was sent to it for {@code login}. */
    public record ByCode(String phone, String requestId, String code) {
        @Override
        public String toString() {
            return "ByCode[" + requestId + "]";
        }
    }

    Stated stated() {
        return new Stated(
                "wechat", policyVersion, readConfirmed, ageBand, birthMonth, guardian, reverification, device);
    }

    /** Shows neither code nor number. */
    @Override
    public String toString() {
        return "WechatGrant[***]";
    }
}
