package cn.mejene.identity.member;

import cn.mejene.identity.guardian.GuardianGrant;
import cn.mejene.identity.session.Device;
import cn.mejene.kernel.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What a person states when she comes in, by whatever way.
 *
 * @param channel that way, {@code sms} or {@code wechat}
 * @param policyVersion the policy version that was shown
 * @param readConfirmed that its emphasised terms were read (policy IX.4)
 * @param ageBand needed at the first login
 * @param birthMonth {@code 1990-05}; checks the band, is not kept
 * @param guardian a guardian's consent, under 14 years of age
 * @param reverification who she is to an account that was not used for long
 */
public record Stated(
        String channel,
        String policyVersion,
        boolean readConfirmed,
        @Nullable AgeBand ageBand,
        @Nullable String birthMonth,
        @Nullable GuardianGrant guardian,
        @Nullable Reverification reverification,
        @Nullable Device device) {

    /**
     * For a number that may have gone to somebody else since its account was last used.
     *
     * @param smileId the account's Smile ID, which nobody else knows
     * @param startAnew that the number is hers and the old account is not
     */
    public record Reverification(@Nullable String smileId, boolean startAnew) {
        /** Does not show the id. */
        @Override
        public String toString() {
            return "Reverification[***]";
        }
    }

    /** @throws Problem 422 when the emphasised terms were not read */
    void requireRead() {
        if (!readConfirmed) {
            throw Problem.invalid("/readConfirmed", "const", "The policy's emphasised terms are to be read first.");
        }
    }

    /** Shows nothing of the person. */
    @Override
    public String toString() {
        return "Stated[" + policyVersion + "]";
    }
}
