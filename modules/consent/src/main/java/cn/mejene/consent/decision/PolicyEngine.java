package cn.mejene.consent.decision;

import cn.mejene.consent.purpose.Catalogue;
import cn.mejene.consent.purpose.Purpose;
import cn.mejene.kernel.privacy.MemberStandings.Standing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what depends on the member: her grant, the clinic's papers, her account, her age, her consents, her signal, in
 * this order, so that a clinic without a grant learns nothing else about her. Pure, for any thread.
 */
final class PolicyEngine {
    private final Catalogue catalogue;

    PolicyEngine(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    Verdict decide(Demand demand, Facts facts) {
        var refused = demand.grant() == null ? null : ofGrant(facts);
        if (refused == null && demand.ofOthers()) {
            refused = ofAccount(demand, facts);
        }
        if (refused != null) {
            return Verdict.of(refused);
        }
        for (var purpose : demand.consents()) {
            var refusal = ofConsent(purpose, facts);
            if (refusal != null) {
                return new Verdict(refusal, purpose);
            }
        }
        return Verdict.of(Reason.MEMBER_ALLOWS);
    }

    private static @Nullable Reason ofGrant(Facts facts) {
        return switch (facts.grant()) {
            case LIVE -> facts.admitted() ? null : Reason.PARTNER_NOT_ADMITTED;
            case OTHER_SCOPE -> Reason.GRANT_WITHOUT_SCOPE;
            case EXPIRED -> Reason.GRANT_EXPIRED;
            case REVOKED -> Reason.GRANT_REVOKED;
            case NONE -> Reason.NO_GRANT;
        };
    }

    private static @Nullable Reason ofAccount(Demand demand, Facts facts) {
        if (facts.standing() == Standing.CLOSED) {
            return Reason.ACCOUNT_CLOSED;
        }
        return demand.seen() && facts.standing() == Standing.MINOR && !facts.approved()
                ? Reason.APPROVAL_MISSING
                : null;
    }

    private @Nullable Reason ofConsent(String purpose, Facts facts) {
        var consent = facts.consents().get(purpose);
        if (consent == null) {
            return Reason.CONSENT_MISSING;
        }
        if (!consent.given()) {
            return Reason.CONSENT_WITHDRAWN;
        }
        if (consent.outdated()) {
            return Reason.CONSENT_OUTDATED;
        }
        if (consent.unconfirmed()) {
            return Reason.CONSENT_UNCONFIRMED;
        }
        return isStopped(purpose, consent.since(), facts.optedOut()) ? Reason.OPT_OUT_SIGNAL : null;
    }

    /**
     * Whether an objection stops a sharing that neither contract nor law needs: only a later consent to a purpose that
     * names the recipient says more.
     *
     * @param named the purpose, if it names the recipient
     */
    boolean isSharingStopped(Optional<Purpose> named, Facts facts) {
        var optedOut = facts.optedOut();
        if (optedOut == null) {
            return false;
        }
        return named.map(purpose -> facts.consents().get(purpose.id()))
                .filter(consent -> consent.holds() && consent.since().isAfter(optedOut))
                .isEmpty();
    }

    /** A consent given after the signal was first seen says more than the signal. */
    private boolean isStopped(String purpose, Instant given, @Nullable Instant optedOut) {
        return optedOut != null
                && !given.isAfter(optedOut)
                && catalogue.find(purpose).filter(Purpose::optOutSignal).isPresent();
    }
}
