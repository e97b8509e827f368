package cn.mejene.consent.decision;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an access is allowed or refused; each refusal with the code that the caller hears. */
public enum Reason {
    /** Members reach their own data. */
    OWN_DATA(null),
    /** The catalogue allows the platform's module this purpose. */
    PLATFORM_PURPOSE(null),
    /** The catalogue allows the role this purpose. */
    STAFF_PURPOSE(null),
    /** The member's consent, and her grant where a clinic asks, are there. */
    MEMBER_ALLOWS(null),

    /** Somebody else's data, or the platform's. */
    NOT_YOURS("forbidden"),
    /** The catalogue does not know this purpose for this actor and thing. */
    PURPOSE_UNKNOWN("forbidden"),
    /** The stated legal basis does not fit the purpose. */
    BASIS_WRONG("forbidden"),
    /** This role reaches no personal data. */
    ROLE("forbidden"),
    /** Clinics change and erase only what is theirs. */
    OF_ANOTHER_CLINIC("forbidden"),
    /** The actor works for an operator, or from a network, outside the mainland: that would be an export. */
    ABROAD("residency"),
    /** The member never granted this clinic anything. */
    NO_GRANT("grant-required"),
    GRANT_WITHOUT_SCOPE("grant-required"),
    GRANT_EXPIRED("grant-required"),
    GRANT_REVOKED("grant-required"),
    /** The clinic lacks an agreement or a passed security test in force. */
    PARTNER_NOT_ADMITTED("partner-not-admitted"),
    /** The account is frozen or cancelled. */
    ACCOUNT_CLOSED("account-closed"),
    /** A minor's data, and nobody approved the access. */
    APPROVAL_MISSING("approval-required"),
    /** The member never consented to the purpose. */
    CONSENT_MISSING("consent-required"),
    CONSENT_WITHDRAWN("consent-required"),
    /** A later version of the policy changed the purpose. */
    CONSENT_OUTDATED("consent-required"),
    /** It was given for or by a minor, who came of age and did not confirm it in time. */
    CONSENT_UNCONFIRMED("consent-required"),
    /** The member's browser or app says that it objects. */
    OPT_OUT_SIGNAL("opt-out-signal");

    private final @org.jspecify.annotations.Nullable String code;

    Reason(@org.jspecify.annotations.Nullable String code) {
        this.code = code;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean allows() {
        return code == null;
    }

    /** The code of the problem that a refused caller gets. */
    String code() {
        if (code == null) {
            throw new IllegalStateException(this + " refuses nothing");
        }
        return code;
    }
}
