package cn.mejene.consent;

import java.time.Instant;

/**
 * Where a member stands with one purpose: the last change of her consent.
 *
 * @param status {@code given} or {@code withdrawn}
 * @param policyVersion version of the policy that was in force when it was given
 * @param noticeId the notice that was shown
 * @param noticeSha256 digest of that notice
 * @param language the language it was shown in
 * @param since when it was given or withdrawn
 */
record Consent(
        String purpose,
        String status,
        String policyVersion,
        String noticeId,
        String noticeSha256,
        String language,
        Instant since) {
    static final String GIVEN = "given";
    static final String WITHDRAWN = "withdrawn";

    boolean isGiven() {
        return status.equals(GIVEN);
    }

    /** Whether this consent was given on exactly that policy and notice. */
    boolean isGivenOn(String version, String notice) {
        return isGiven() && policyVersion.equals(version) && noticeId.equals(notice);
    }

    Consent withdrawn(Instant at) {
        return new Consent(purpose, WITHDRAWN, policyVersion, noticeId, noticeSha256, language, at);
    }
}
