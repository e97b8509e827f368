package cn.mejene.consent.decision;

import cn.mejene.kernel.privacy.MemberStandings.Standing;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the primary database says of a member when an access is decided.
 *
 * @param grant how the demanded grant stands
 * @param admitted whether the clinic has an agreement and a passed security test, both in force
 * @param approved whether somebody approved that this clinic, or the operators' staff, see this minor
 * @param consents where she stands with the demanded purposes; none for those she never decided on
 * @param useUnnoted whether that the clinic uses the grant has not been noted for a minute
 * @param optedOut since when an opt-out signal holds, null when there is none
 */
record Facts(
        Standing standing,
        GrantState grant,
        boolean admitted,
        boolean approved,
        boolean useUnnoted,
        Map<String, ConsentState> consents,
        @Nullable Instant optedOut) {

    /** The best of the member's grants to a clinic, as far as the demanded scope goes. */
    enum GrantState {
        LIVE,
        OTHER_SCOPE,
        EXPIRED,
        REVOKED,
        NONE
    }

    /**
     * @param given whether the last decision gave it
     * @param outdated whether a later version of the policy changed the purpose
     * @param unconfirmed whether it was given for or by a minor who came of age and did not confirm it in time
     * @param since when it was last decided
     */
    record ConsentState(boolean given, boolean outdated, boolean unconfirmed, Instant since) {
        boolean holds() {
            return given && !outdated && !unconfirmed;
        }
    }

    Facts {
        consents = Map.copyOf(consents);
    }

    /** For a demand that nothing else decides. */
    static Facts ofConsents(Map<String, ConsentState> consents, @Nullable Instant optedOut) {
        return new Facts(Standing.ADULT, GrantState.NONE, false, false, false, consents, optedOut);
    }
}
